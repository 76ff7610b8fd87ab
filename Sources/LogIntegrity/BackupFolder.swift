internal import Foundation
package import SyncModel

/// A directory of backups that are named by the time when they were begun.
///
/// Whatever else lies in it is left alone.
package struct BackupFolder: Sendable {
    private static let prefix = "checkly-sync-"

    private let path: String

    /// - Parameter path: The directory; it need not exist yet.
    package init(_ path: String) {
        self.path = path
    }

    /// When the newest complete backup was begun; nil if there is none.
    package var newest: Timestamp? { complete.last?.time }

    /// Makes a backup without keys, and removes the oldest ones once it is complete.
    ///
    /// - Parameters:
    ///   - dataDirectory: The directory of the log.
    ///   - now: The time that names the backup.
    ///   - count: How many complete backups to keep, at least one.
    /// - Returns: The contents of the backup.
    /// - Throws: Like `Backup.make`; then nothing is removed.
    package func add(
        from dataDirectory: String,
        at now: Timestamp,
        keeping count: Int
    ) async throws -> Backup {
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let backup = try await Backup.make(
            of: dataDirectory,
            in: path + "/" + Self.name(of: now),
            includingKeys: false
        )
        let complete = complete
        for old in complete.dropLast(max(1, count)) { try remove(old.name) }
        // What a stop cut off before the newest one was begun.
        let whole = Set(complete.map(\.name))
        for (name, time) in named where time < now && !whole.contains(name) { try remove(name) }
        return backup
    }

    /// The complete backups, oldest first.
    private var complete: [(name: String, time: Timestamp)] {
        named.filter { name, _ in
            ["events.sqlite", BackupManifest.name]
                .allSatisfy {
                    FileManager.default.fileExists(atPath: "\(path)/\(name)/\($0)")
                }
        }
    }

    /// Everything that has the name of a backup, oldest first.
    private var named: [(name: String, time: Timestamp)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.compactMap { name in Self.time(of: name).map { (name, $0) } }
            .sorted { $0.1 < $1.1 }
    }

    private func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path + "/" + name)
    }

    /// The name of a backup, such as `checkly-sync-2026-11-30T034000Z`.
    private static func name(of time: Timestamp) -> String {
        prefix + time.rfc3339.prefix(19).replacing(":", with: "") + "Z"
    }

    /// The time in a name; nil if it is not that of a backup.
    private static func time(of name: String) -> Timestamp? {
        guard
            let match = name.wholeMatch(
                of: /checkly-sync-(\d{4}-\d\d-\d\dT\d\d)(\d\d)(\d\d)Z/
            )
        else { return nil }
        return Timestamp(rfc3339: "\(match.1):\(match.2):\(match.3)Z")
    }
}
