internal import EventLog
internal import Foundation
internal import LiveLog
internal import SQLiteStore

/// The sizes of a log's file in bytes before and after it was compacted.
package struct LogCompaction: Sendable, Equatable {
    package let before: Int
    package let after: Int

    /// Compacts the log of a server that is not running.
    ///
    /// - Parameters:
    ///   - dataDirectory: The directory of the log.
    ///   - allowsGroup: Whether the group may have access to the directory.
    /// - Returns: The sizes.
    /// - Throws: `EventLogError.locked` while a server runs, `.cannotWrite` on a full disk;
    ///   `DataDirectoryError.file` if there is no log.
    package static func run(
        dataDirectory: String,
        allowsGroup: Bool = false
    ) throws -> LogCompaction {
        let directory = try DataDirectory(dataDirectory, allowsGroup: allowsGroup)
        let path = directory.path + "/events.sqlite"
        guard FileManager.default.fileExists(atPath: path) else {
            throw DataDirectoryError.file(path: path, reason: "there is no log")
        }
        let before = SystemFile.size(path) + SystemFile.size(path + "-wal")
        // Where there is room for the log there is room for its temporary copy, which has no name
        // (sqlite.org/tempfiles.html, section 5).
        setenv("SQLITE_TMPDIR", directory.path, 1)
        let store = try SQLiteStore(
            directory: directory.path,
            makeLogID: { throw EventLogError.notThisLog("it is empty") },
            makeIdentityKey: { _ in throw EventLogError.notThisLog("it is empty") }
        )
        defer { store.close() }
        try store.compact()
        return LogCompaction(before: before, after: SystemFile.size(path))
    }
}
