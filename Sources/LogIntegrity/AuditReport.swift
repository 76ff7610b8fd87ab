internal import Encodings
internal import Cryptography
package import Transparency

/// What an audit of a log's files found.
package struct AuditReport: Sendable {
    /// One thing that is not as it was recorded.
    package struct Problem: Sendable, Equatable {
        /// The event it is about; 0 where it is about the whole log.
        package let position: Int64
        /// A fixed word, such as `leaf-differs`.
        package let kind: String
        package let message: String
    }

    /// How many events there are.
    package let size: Int64
    /// The root of their Merkle tree, as base64.
    package let rootHash: String
    package let stateHash: String
    /// In the order of their discovery, at most 1,000.
    package let problems: [Problem]
    package let duration: Duration
}

/// A signed checkpoint that a log must agree with.
package struct TrustedCheckpoint: Sendable {
    package let note: SignedNote
    /// The keys of which one must have signed it: the log's own, and those it had before.
    package let keys: [NoteVerifierKey]

    package init(note: SignedNote, keys: [NoteVerifierKey]) {
        self.note = note
        self.keys = keys
    }

    /// What it says of the log of this name, or nil where none of the keys signed it for that log.
    ///
    /// - Parameters:
    ///   - origin: The log's name.
    ///   - former: The keys that the log itself says it had before.
    /// - Returns: The checkpoint that was signed.
    func head(of origin: String, formerKeys former: [NoteVerifierKey]) -> Checkpoint? {
        guard (keys + former).contains(where: note.isSigned), let head = Checkpoint(note.text),
            head.origin == origin
        else { return nil }
        return head
    }
}

/// What a log's checkpoints call it: the program's name and the log's id.
func logOrigin(_ logID: [UInt8]) -> String {
    "checkly-sync/" + Hex.encode(logID)
}
