package import LiveLog
internal import Encodings
internal import Cryptography
internal import EventLog
internal import Foundation
internal import SQLiteStore
package import SyncModel
package import Transparency

/// The checkpoint signing key of a data directory, with the name of its log.
package struct CheckpointKey: Sendable {
    private let name: String
    private let seed: [UInt8]

    /// Reads `checkpoint.key` and the log's id.
    ///
    /// - Throws: `DataDirectoryError.file` if there is no valid key; `EventLogError`.
    package init(dataDirectory: String, file: String = "checkpoint.key") throws {
        seed = try Self.seed(of: dataDirectory + "/" + file)
        name = logOrigin(try AuditedLog(directory: dataDirectory).reader.identity().id)
    }

    /// The secret in `checkpoint.key`, 32 bytes; works without a log.
    ///
    /// - Throws: `DataDirectoryError.file` if there is no valid key.
    package static func seed(dataDirectory: String) throws(DataDirectoryError) -> [UInt8] {
        try seed(of: dataDirectory + "/checkpoint.key")
    }

    private static func seed(of path: String) throws(DataDirectoryError) -> [UInt8] {
        let text =
            FileManager.default.contents(atPath: path)
            .map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard let seed = Base64.decode(text.trimmingCharacters(in: .whitespacesAndNewlines)),
            seed.count == Ed25519.seedByteCount
        else { throw .file(path: path, reason: "it is not a checkpoint key") }
        return seed
    }

    /// The key that verifies its signatures.
    package var verifierKey: NoteVerifierKey {
        get throws {
            NoteVerifierKey(name: name, publicKey: try Ed25519.publicKey(forSeed: seed))
        }
    }

    /// The keys that signed a log's checkpoints before.
    ///
    /// They are as trustworthy as the log that names them.
    static func former(_ reader: EventReader) -> [NoteVerifierKey] {
        let rotations = try? reader.events(EventQuery(limit: 1000, type: "key.rotated"))
        return (rotations ?? [])
            .compactMap { event in
                guard case .administration(.keyRotated(let rotation)) = event.body,
                    rotation.kind == .checkpoint
                else { return nil }
                return NoteVerifierKey(rotation.from)
            }
    }

    /// Signs the checkpoint of a tree.
    func sign(_ tiles: MerkleTiles) throws -> SignedNote {
        let head = Checkpoint(origin: name, size: tiles.size, root: tiles.root)
        return try SignedNote(signing: head.text, as: name, seed: seed)
    }

    /// Signs the checkpoint of a log as it is now.
    ///
    /// - Throws: `EventLogError` if an event does not match its leaf.
    package func checkpoint(dataDirectory: String) throws -> SignedNote {
        var tree = LogTree(try EventReader.open(directory: dataDirectory))
        try tree.read()
        return try sign(tree.tiles)
    }

    /// The proof that an event is in a log.
    ///
    /// - Returns: Nil if there is no such event.
    /// - Throws: `EventLogError` if the log cannot be read.
    package func proof(of position: Position, dataDirectory: String) throws -> LogProof? {
        let reader = try EventReader.open(directory: dataDirectory)
        var tree = LogTree(reader)
        try tree.read()
        guard let path = try tree.inclusionProof(of: position),
            let envelope = try reader.envelope(at: position)
        else { return nil }
        return LogProof(
            entry: envelope,
            index: position.number - 1,
            path: path,
            checkpoint: try sign(tree.tiles)
        )
    }
}
