internal import Foundation
internal import Transparency

/// Where the newest checkpoint is kept: in the data directory, with what its tree is made of, and where it is told to be.
struct CheckpointFiles: Sendable {
    private let directory: DataDirectory
    private let exportPath: String?

    init(directory: DataDirectory, exportPath: String?) {
        self.directory = directory
        self.exportPath = exportPath
    }

    private var notePath: String { directory.path + "/checkpoint" }
    private var tilesPath: String { directory.path + "/checkpoint.tiles" }

    /// The kept checkpoint, if one of these keys signed it.
    func note(signedBy keys: [NoteVerifierKey]) -> SignedNote? {
        guard let bytes = FileManager.default.contents(atPath: notePath),
            let note = SignedNote(String(decoding: bytes, as: UTF8.self)),
            keys.contains(where: note.isSigned)
        else { return nil }
        return note
    }

    /// What was kept of the tree; a cache, good only if its root is the signed one.
    func tiles(of head: Checkpoint) -> MerkleTiles? {
        guard let bytes = FileManager.default.contents(atPath: tilesPath),
            let tiles = MerkleTiles([UInt8](bytes), size: head.size), tiles.root == head.root
        else { return nil }
        return tiles
    }

    /// Puts a checkpoint in the place of the one before, so that a reader finds one of them whole.
    ///
    /// - Throws: `SettingsError.file`.
    func write(_ note: SignedNote, _ tiles: MerkleTiles) throws(SettingsError) {
        try replaceFile(tilesPath, with: Data(tiles.bytes), isShared: false)
        try replaceFile(notePath, with: Data(note.note.utf8), isShared: false)
        if let exportPath {
            try replaceFile(exportPath, with: Data(note.note.utf8), isShared: true)
        }
    }
}

/// Writes a file beside the one there is and puts it in its place, durably.
///
/// - Parameters:
///   - path: Where it will be.
///   - content: All of it.
///   - isShared: Whether other users may read it.
/// - Throws: `SettingsError.file`.
private func replaceFile(
    _ path: String,
    with content: Data,
    isShared: Bool
) throws(SettingsError) {
    let draft = path + ".new"
    let mode = isShared ? 0o644 : 0o600
    guard
        FileManager.default.createFile(
            atPath: draft,
            contents: content,
            attributes: [.posixPermissions: mode]
        )
    else { throw .file(path: draft, reason: "it cannot be written") }
    do {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: draft))
        try handle.synchronize()
        try handle.close()
    } catch {
        throw .file(path: draft, reason: error.localizedDescription)
    }
    guard rename(draft, path) == 0 else {
        throw .file(path: path, reason: String(cString: strerror(errno)))
    }
}
