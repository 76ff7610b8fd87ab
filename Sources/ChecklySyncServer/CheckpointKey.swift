internal import Cryptography
internal import EventLog
internal import Foundation
package import SyncModel
package import Transparency

/// The key of a data directory that signs checkpoints, with the name of its log.
package struct CheckpointKey: Sendable {
    private let name: String
    private let seed: [UInt8]

    /// Reads `checkpoint.key` and the log's id.
    ///
    /// - Throws: `SettingsError.file` where there is no good key, `EventLogError`.
    package init(dataDirectory: String, file: String = "checkpoint.key") throws {
        let path = dataDirectory + "/" + file
        let text =
            FileManager.default.contents(atPath: path)
            .map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard let seed = Base64.decode(text.trimmingCharacters(in: .whitespacesAndNewlines)),
            seed.count == Ed25519.seedByteCount
        else { throw SettingsError.file(path: path, reason: "it is no checkpoint key") }
        self.seed = seed
        name = logOrigin(try AuditedLog(directory: dataDirectory).reader.identity().id)
    }

    /// What verifies its signatures.
    package var verifierKey: NoteVerifierKey {
        get throws {
            NoteVerifierKey(name: name, publicKey: try Ed25519.publicKey(forSeed: seed))
        }
    }

    /// The checkpoint of a tree, signed.
    func sign(_ frontier: MerkleFrontier) throws -> SignedNote {
        let head = Checkpoint(origin: name, size: frontier.size, root: frontier.root)
        return try SignedNote(signing: head.text, as: name, seed: seed)
    }

    /// The checkpoint of a log as it is now, signed.
    ///
    /// - Throws: `EventLogError` when an event does not match its leaf.
    package func checkpoint(dataDirectory: String) throws -> SignedNote {
        var frontier = MerkleFrontier()
        try EventReader.open(directory: dataDirectory).forEachLeaf { frontier.append($0) }
        return try sign(frontier)
    }

    /// The proof that an event stands in a log.
    ///
    /// - Returns: Nil where there is no such event.
    /// - Throws: `EventLogError` when the log cannot be read.
    package func proof(of position: Position, dataDirectory: String) throws -> LogProof? {
        let reader = try EventReader.open(directory: dataDirectory)
        guard let envelope = try reader.envelope(at: position) else { return nil }
        var leaves: [[UInt8]] = []
        var frontier = MerkleFrontier()
        try reader.forEachLeaf {
            leaves.append($0)
            frontier.append($0)
        }
        let index = Int(position.number - 1)
        return LogProof(
            entry: envelope,
            index: Int64(index),
            path: MerkleTree.inclusionProof(of: index, in: leaves[...]),
            checkpoint: try sign(frontier)
        )
    }
}
