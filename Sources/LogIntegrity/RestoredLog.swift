internal import Encodings
internal import EventLog
internal import Foundation
package import LiveLog
internal import Projection
internal import SyncModel

extension DataDirectory {
    /// Marks a log that `restore` made and no server has continued yet.
    private static let mark = "restored.json"
    /// Files that mark a copy: of a restore, or of a backup that is served in place.
    private static let marks = [mark, BackupManifest.name]

    func markRestored() throws { try write(Array("{}\n".utf8), to: Self.mark) }

    func unmarkRestored() { try? FileManager.default.removeItem(atPath: path + "/" + Self.mark) }

    var isCopy: Bool {
        Self.marks.contains { FileManager.default.fileExists(atPath: path + "/" + $0) }
    }

    /// Removes the marks; a backup's manifest becomes wrong once its log continues.
    func removeMarks() throws(DataDirectoryError) {
        for name in Self.marks where FileManager.default.fileExists(atPath: path + "/" + name) {
            do {
                try FileManager.default.removeItem(atPath: path + "/" + name)
            } catch {
                throw .file(path: path + "/" + name, reason: error.localizedDescription)
            }
        }
    }
}

extension OpenLog {
    /// Holds all pushing if the log continues from a copy, which may be older than what Checkly
    /// holds.
    ///
    /// The hold is recorded before anything else runs, and only then are the marks removed.
    package func recordRestoring(of directory: DataDirectory) async throws {
        guard directory.isCopy else { return }
        if log.head > .beforeFirst {
            try await recordByServer(.administration(.logRestored(through: log.head)))
        }
        try directory.removeMarks()
    }

    /// Holds all pushing unless it is held already.
    package func hold(reason: String) async throws {
        if state.read({ $0.hold != nil }) { return }
        try await recordByServer(.pushing(.held(reason: reason)))
    }

    private func recordByServer(_ event: EventBody) async throws {
        _ = try await log.append(
            AppendRequest(actor: Actor(type: "server"), events: [PendingEvent(event)])
        )
    }
}
