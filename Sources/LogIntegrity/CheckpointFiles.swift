internal import LiveLog
internal import Foundation
internal import SyncModel
internal import Transparency

/// Where the newest checkpoint is stored: in the data directory, together with the tiles of its
/// tree, and at a configured path.
struct CheckpointFiles: Sendable {
    private let directory: DataDirectory
    private let exportPath: String?

    init(directory: DataDirectory, exportPath: String?) {
        self.directory = directory
        self.exportPath = exportPath
    }

    private var notePath: String { directory.path + "/checkpoint" }
    private var tilesPath: String { directory.path + "/checkpoint.tiles" }

    /// The stored checkpoint, if one of these keys signed it.
    func note(signedBy keys: [NoteVerifierKey]) -> SignedNote? {
        guard let bytes = FileManager.default.contents(atPath: notePath),
            let note = SignedNote(String(decoding: bytes, as: UTF8.self)),
            keys.contains(where: note.isSigned)
        else { return nil }
        return note
    }

    /// When the stored checkpoint was written; nil if there is none.
    var signedAt: Timestamp? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: notePath)
        guard let date = attributes?[.modificationDate] as? Date else { return nil }
        return Timestamp(microseconds: Int64(date.timeIntervalSince1970 * 1_000_000))
    }

    /// The stored part of the tree.
    ///
    /// It is a cache, and valid only if its root is the signed one.
    func tiles(of head: Checkpoint) -> MerkleTiles? {
        guard let bytes = FileManager.default.contents(atPath: tilesPath),
            let tiles = MerkleTiles([UInt8](bytes), size: head.size), tiles.root == head.root
        else { return nil }
        return tiles
    }

    /// Replaces the stored checkpoint atomically, so that a reader finds either the old or the new
    /// one.
    ///
    /// - Throws: `DataDirectoryError.file`.
    func write(_ note: SignedNote, _ tiles: MerkleTiles) throws(DataDirectoryError) {
        try DurableFile.replace(tilesPath, with: tiles.bytes, mode: 0o600)
        let text = Array(note.note.utf8)
        try DurableFile.replace(notePath, with: text, mode: 0o600)
        if let exportPath {
            try DurableFile.replace(exportPath, with: text, mode: 0o644)
        }
    }
}

extension TrustedCheckpoint {
    /// The newest checkpoint in a data directory, trusted if the directory's own key signed it.
    ///
    /// - Returns: Nil if none was signed yet.
    /// - Throws: `DataDirectoryError.file` if there is no valid key; `EventLogError`.
    static func own(of dataDirectory: String) throws -> TrustedCheckpoint? {
        guard let bytes = FileManager.default.contents(atPath: dataDirectory + "/checkpoint"),
            let note = SignedNote(String(decoding: bytes, as: UTF8.self))
        else { return nil }
        let key = try CheckpointKey(dataDirectory: dataDirectory).verifierKey
        return TrustedCheckpoint(note: note, keys: [key])
    }
}
