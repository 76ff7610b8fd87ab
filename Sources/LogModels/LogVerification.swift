package import Encodings
package import SyncModel

/// A verification of the running log, as far as it has come.
package struct LogVerification: Sendable {
    /// How a verification stands.
    package enum State: String, Sendable, CaseIterable {
        case running
        /// Everything is as recorded.
        case passed
        /// There are problems, or the files could not be read.
        case failed
        case cancelled
    }

    /// The maximum number of problems that are named.
    package static let problemLimit = 1000

    /// Unique among the verifications of a server.
    package let id: String
    /// The name of the token that started it.
    package let startedBy: String
    /// When it was started.
    package let startedAt: Timestamp
    /// When it ended; nil while it runs.
    package var finishedAt: Timestamp?
    /// How it stands.
    package var state = State.running
    /// The position up to which events are verified.
    package var position = Position.beforeFirst
    /// The newest event at the start, which is the last one to be verified.
    package var through = Position.beforeFirst
    /// The root of the Merkle tree over the events, in Base64; nil until all are verified.
    package var rootHash: String?
    /// The hash of the state that the events fold to, as 64 hex digits; nil until all are verified.
    package var stateHash: String?
    /// What was found, in the order of discovery; at most `problemLimit`.
    package var problems: [AuditProblem] = []
    /// Why it could not be carried out; nil if it was, or may still be.
    package var error: (code: String, message: String)?

    /// A verification that has just been started.
    ///
    /// - Parameters:
    ///   - id: Unique among the verifications of a server.
    ///   - startedBy: The name of the token that started it.
    ///   - startedAt: The time.
    package init(id: String, startedBy: String, startedAt: Timestamp) {
        self.id = id
        self.startedBy = startedBy
        self.startedAt = startedAt
    }

    /// The verification as shown.
    package var json: CanonicalValue {
        .object([
            "id": .text(id),
            "state": .text(state.rawValue),
            "startedBy": .text(startedBy),
            "startedAt": .text(startedAt.rfc3339),
            "finishedAt": .optional(finishedAt?.rfc3339) ?? .null,
            "position": .integer(position.number),
            "through": .integer(through.number),
            "rootHash": .optional(rootHash) ?? .null,
            "stateHash": .optional(stateHash) ?? .null,
            "problems": .list(problems.map(\.json)),
            "error": error.map {
                .object(["code": .text($0.code), "message": .text($0.message)])
            } ?? .null,
        ])
    }
}
