package import Encodings
package import SyncModel

/// A checkpoint of the log that was signed at some time.
package struct SignedCheckpoint: Sendable, Equatable {
    /// The number of events that it covers, which is also the position of the last one.
    package let size: Position
    /// The root of their Merkle tree, in Base64.
    package let rootHash: String
    /// When this server signed it.
    package let signedAt: Timestamp
    /// When the witness signed it too; nil if it has not.
    package var witnessedAt: Timestamp?
    /// The whole note with its signatures.
    package var note: String

    /// A checkpoint without a witness's signature.
    package init(size: Position, rootHash: String, signedAt: Timestamp, note: String) {
        self.size = size
        self.rootHash = rootHash
        self.signedAt = signedAt
        self.note = note
    }

    /// The checkpoint as shown.
    package var json: CanonicalValue {
        .object([
            "size": .integer(size.number), "rootHash": .text(rootHash),
            "signedAt": .text(signedAt.rfc3339),
            "witnessedAt": .optional(witnessedAt?.rfc3339) ?? .null, "note": .text(note),
        ])
    }
}

extension SignedCheckpoint: CanonicalCodable {
    /// As kept across restarts; `witnessedAt` is omitted if nil.
    package var canonical: CanonicalValue {
        .object([
            "size": .integer(size.number), "rootHash": .text(rootHash),
            "signedAt": .integer(signedAt.microseconds),
            "witnessedAt": .optional(witnessedAt?.microseconds), "note": .text(note),
        ])
    }

    /// - Throws: `CanonicalError` if a member is missing or malformed.
    package init(canonical: CanonicalValue) throws(CanonicalError) {
        size = Position(try canonical.integer("size"))
        rootHash = try canonical.text("rootHash")
        signedAt = Timestamp(microseconds: try canonical.integer("signedAt"))
        witnessedAt = try canonical.optionalInteger("witnessedAt")
            .map(Timestamp.init(microseconds:))
        note = try canonical.text("note")
    }
}

/// How the signing of checkpoints stands.
package struct CheckpointStanding: Sendable {
    /// The number of intervals after which a checkpoint, or its witness, counts as late.
    private static let patience: Int64 = 3

    /// The newest checkpoint; nil if none was signed yet.
    package var newest: SignedCheckpoint?
    /// How often a growing log is signed; nil signs only on request.
    package var interval: Duration?
    /// The newest checkpoint with the witness's signature; nil if there is none.
    package var newestWitnessed: SignedCheckpoint?
    /// Whether the settings name a witness.
    package var hasWitness = false
    /// Why the last checkpoint was not signed; nil if it was.
    package var problem: (code: String, message: String)?
    /// Why the witness did not sign the last time it was asked; nil if it did.
    package var witnessProblem: (code: String, message: String)?

    /// Nothing has been signed.
    package init() {}

    /// Whether a growing log has not been signed for some intervals.
    ///
    /// - Parameters:
    ///   - head: The newest position of the log.
    ///   - now: The time of day.
    /// - Returns: True if a checkpoint is missing; false where none is signed at an interval.
    package func isLate(head: Position, now: Timestamp) -> Bool {
        guard let interval, let newest else { return false }
        return newest.size < head && newest.signedAt.advanced(by: interval * Self.patience) < now
    }

    /// Whether the witness has not signed the newest checkpoints for some intervals.
    ///
    /// - Parameter now: The time of day.
    /// - Returns: True if its signature is missing; false where there is no witness.
    package func isWitnessLate(now: Timestamp) -> Bool {
        guard hasWitness, let interval, let newest, newest.witnessedAt == nil else { return false }
        let since = newestWitnessed?.signedAt ?? newest.signedAt
        return since.advanced(by: interval * Self.patience) < now
    }

    /// The standing as shown.
    package func json(head: Position, now: Timestamp) -> CanonicalValue {
        .object([
            "size": newest.map { .integer($0.size.number) } ?? .null,
            "signedAt": newest.map { .text($0.signedAt.rfc3339) } ?? .null,
            "isLate": .bool(isLate(head: head, now: now)),
            "problem": Self.json(problem),
            "witness": hasWitness ? witnessJSON(now: now) : .null,
        ])
    }

    private func witnessJSON(now: Timestamp) -> CanonicalValue {
        .object([
            "size": .optional(newestWitnessed?.size.number) ?? .null,
            "witnessedAt": .optional(newestWitnessed?.witnessedAt?.rfc3339) ?? .null,
            "isLate": .bool(isWitnessLate(now: now)),
            "problem": Self.json(witnessProblem),
        ])
    }

    private static func json(_ problem: (code: String, message: String)?) -> CanonicalValue {
        guard let problem else { return .null }
        return .object(["code": .text(problem.code), "message": .text(problem.message)])
    }
}
