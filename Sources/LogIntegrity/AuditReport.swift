internal import Encodings
internal import Cryptography
package import LogModels
package import SyncModel
package import Transparency

/// The result of auditing a log's files.
package struct AuditReport: Sendable {
    /// A difference between the files and what was recorded.
    package typealias Problem = AuditProblem

    /// The number of events.
    package let size: Int64
    /// The root of their Merkle tree, in Base64.
    package let rootHash: String
    /// The hash of the state that the events fold to, as 64 hex digits.
    package let stateHash: String
    /// The problems in the order of discovery, at most 1,000.
    package let problems: [Problem]
    /// How long the audit took.
    package let duration: Duration
}

/// How far an audit has come.
package struct AuditProgress: Sendable {
    /// The position up to which events were read.
    package let position: Position
    /// The last position that will be read.
    package let through: Position
    /// The problems found so far.
    package let problems: [AuditReport.Problem]
}

/// A signed checkpoint that a log must agree with.
package struct TrustedCheckpoint: Sendable {
    /// The checkpoint with its signatures, not verified yet.
    package let note: SignedNote
    /// The acceptable signing keys: the log's current key and its earlier ones.
    package let keys: [NoteVerifierKey]

    /// Makes a checkpoint that is trusted if one of `keys` signed it.
    package init(note: SignedNote, keys: [NoteVerifierKey]) {
        self.note = note
        self.keys = keys
    }

    /// Verifies the signatures.
    ///
    /// - Parameters:
    ///   - origin: The name of the log.
    ///   - former: The earlier signing keys that the log itself names.
    /// - Returns: The checkpoint; nil unless one of the keys signed it for this log.
    func head(of origin: String, formerKeys former: [NoteVerifierKey]) -> Checkpoint? {
        guard (keys + former).contains(where: note.isSigned), let head = Checkpoint(note.text),
            head.origin == origin
        else { return nil }
        return head
    }
}

/// The origin in a log's checkpoints: the program's name and the log's id.
func logOrigin(_ logID: [UInt8]) -> String {
    "checkly-sync/" + Hex.encode(logID)
}
