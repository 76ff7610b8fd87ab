package import LiveLog
internal import Encodings
internal import Cryptography
internal import EventLog
internal import Foundation
internal import SQLiteStore
package import SyncModel
package import Transparency

/// The key of a data directory that signs checkpoints, with the name of its log.
package struct CheckpointKey: Sendable {
    private let name: String
    private let seed: [UInt8]

    /// Reads `checkpoint.key` and the log's id.
    ///
    /// - Throws: `DataDirectoryError.file` where there is no good key, `EventLogError`.
    package init(dataDirectory: String, file: String = "checkpoint.key") throws {
        seed = try Self.seed(of: dataDirectory + "/" + file)
        name = logOrigin(try AuditedLog(directory: dataDirectory).reader.identity().id)
    }

    /// The secret in `checkpoint.key`, 32 bytes; it needs no log.
    ///
    /// - Throws: `DataDirectoryError.file` where there is no good key.
    package static func seed(dataDirectory: String) throws(DataDirectoryError) -> [UInt8] {
        try seed(of: dataDirectory + "/checkpoint.key")
    }

    private static func seed(of path: String) throws(DataDirectoryError) -> [UInt8] {
        let text =
            FileManager.default.contents(atPath: path)
            .map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard let seed = Base64.decode(text.trimmingCharacters(in: .whitespacesAndNewlines)),
            seed.count == Ed25519.seedByteCount
        else { throw .file(path: path, reason: "it is no checkpoint key") }
        return seed
    }

    /// What verifies its signatures.
    package var verifierKey: NoteVerifierKey {
        get throws {
            NoteVerifierKey(name: name, publicKey: try Ed25519.publicKey(forSeed: seed))
        }
    }

    /// The keys that signed a log's checkpoints before; the events that say so are as good as the log.
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

    /// The checkpoint of a tree, signed.
    func sign(_ tiles: MerkleTiles) throws -> SignedNote {
        let head = Checkpoint(origin: name, size: tiles.size, root: tiles.root)
        return try SignedNote(signing: head.text, as: name, seed: seed)
    }

    /// The checkpoint of a log as it is now, signed.
    ///
    /// - Throws: `EventLogError` when an event does not match its leaf.
    package func checkpoint(dataDirectory: String) throws -> SignedNote {
        var tree = LogTree(try EventReader.open(directory: dataDirectory))
        try tree.read()
        return try sign(tree.tiles)
    }

    /// The proof that an event stands in a log.
    ///
    /// - Returns: Nil where there is no such event.
    /// - Throws: `EventLogError` when the log cannot be read.
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
