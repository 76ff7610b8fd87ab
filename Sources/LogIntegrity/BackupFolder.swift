internal import Encodings
internal import EventLog
internal import Foundation
internal import LiveLog
package import SyncModel

/// A directory with the backups of one log, which are named by the log and by the time when they
/// were begun, such as `checkly-sync-3f2a9c01-2026-11-30T034000Z`.
///
/// Whatever else lies in it, backups of other logs among them, is left alone.
package struct BackupFolder: Sendable {
    private let path: String
    /// What the names of this log's backups begin with.
    private let prefix: String

    /// - Parameters:
    ///   - path: The directory; it need not exist yet.
    ///   - logID: The log's id.
    package init(_ path: String, logID: [UInt8]) {
        self.path = path
        prefix = "checkly-sync-\(Hex.encode(logID.prefix(4)))-"
    }

    /// When the newest complete backup was begun; nil if there is none.
    package var newest: Timestamp? { complete.last?.time }

    /// Makes a backup without keys, after removing what a stop left unfinished.
    ///
    /// - Parameters:
    ///   - dataDirectory: The directory of the log.
    ///   - now: The time that names the backup.
    /// - Returns: The contents of the backup.
    /// - Throws: `EventLogError.directory` if the disk has too little room, and like `Backup.make`.
    package func add(from dataDirectory: String, at now: Timestamp) async throws -> Backup {
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        // They would fill the disk, if each start were cut off like the one before.
        for unfinished in named where !isComplete(unfinished.name) { try remove(unfinished.name) }
        try checkRoom(for: dataDirectory)
        return try await Backup.make(
            of: dataDirectory,
            in: path + "/" + name(of: now),
            includingKeys: false
        )
    }

    /// Removes the oldest complete backups.
    ///
    /// - Parameter count: How many to keep, at least one.
    /// - Throws: Why one cannot be removed.
    package func prune(keeping count: Int) throws {
        for old in complete.dropLast(max(1, count)) { try remove(old.name) }
    }

    /// A backup must not take the room that the log needs, where both are on one disk.
    private func checkRoom(for dataDirectory: String) throws(EventLogError) {
        let log = dataDirectory + "/events.sqlite"
        let bytes = Int64(SystemFile.size(log) + SystemFile.size(log + "-wal"))
        guard let space = DiskSpace(of: path), !space.hasRoom(for: bytes) else { return }
        throw .directory(
            path: path,
            reason: "its disk has \(space.free / 1_000_000) MB left, too little for a copy of "
                + "\(bytes / 1_000_000) MB"
        )
    }

    /// The complete backups, oldest first.
    private var complete: [(name: String, time: Timestamp)] {
        named.filter { isComplete($0.name) }
    }

    private func isComplete(_ name: String) -> Bool {
        ["events.sqlite", BackupManifest.name]
            .allSatisfy {
                FileManager.default.fileExists(atPath: "\(path)/\(name)/\($0)")
            }
    }

    /// Everything that has the name of a backup of this log, oldest first.
    private var named: [(name: String, time: Timestamp)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.compactMap { name in time(of: name).map { (name, $0) } }
            .sorted { $0.1 < $1.1 }
    }

    private func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path + "/" + name)
    }

    private func name(of time: Timestamp) -> String {
        prefix + time.rfc3339.prefix(19).replacing(":", with: "") + "Z"
    }

    /// The time in a name; nil if it is not that of a backup of this log.
    private func time(of name: String) -> Timestamp? {
        guard name.hasPrefix(prefix),
            let match = name.dropFirst(prefix.count)
                .wholeMatch(of: /(\d{4}-\d\d-\d\dT\d\d)(\d\d)(\d\d)Z/)
        else { return nil }
        return Timestamp(rfc3339: "\(match.1):\(match.2):\(match.3)Z")
    }
}
