internal import EventLog
internal import Foundation
internal import LiveState
internal import Projection
internal import SyncModel

/// A copy of a log that was read from its first to its last event after it was written.
package struct Backup: Sendable {
    /// What the log holds.
    package let eventCount: Int64
    /// The hash of the state that its events make.
    package let stateHash: String

    private static let keyFiles = ["master.key", "checkpoint.key", "admin.token"]

    private init(_ state: State) {
        eventCount = state.position.number
        stateHash = hash(of: state)
    }

    /// Copies a log, also of a running server, and reads the copy whole.
    ///
    /// - Parameters:
    ///   - dataDirectory: The directory of the log.
    ///   - directory: where the copy goes; it is made, and may not hold a log yet.
    ///   - includingKeys: copies the keys and the token too; without the master key nothing in the log can be opened.
    /// - Returns: What the copy holds.
    /// - Throws: `EventLogError`, `SettingsError`.
    package static func make(
        of dataDirectory: String,
        in directory: String,
        includingKeys: Bool
    ) throws -> Backup {
        let target = try DataDirectory(directory)
        try EventReader.open(directory: dataDirectory).copy(to: target.path)
        let backup = try verified(target.path)
        if includingKeys { try copyKeys(from: dataDirectory, to: target) }
        return backup
    }

    /// Puts a backup back as a data directory.
    ///
    /// - Parameters:
    ///   - backup: The directory of the backup.
    ///   - directory: the new data directory; it may not hold a log yet, but its keys may be there already.
    /// - Returns: What the log holds.
    /// - Throws: `EventLogError` when the backup does not verify; then nothing was written.
    package static func restore(
        _ backup: String,
        to directory: String
    ) throws -> Backup {
        _ = try verified(backup)
        let target = try DataDirectory(directory)
        try EventReader.open(directory: backup).copy(to: target.path)
        let restored = try verified(target.path)
        try copyKeys(from: backup, to: target)
        return restored
    }

    /// Reads a log whole, every envelope against its leaf.
    private static func verified(_ directory: String) throws -> Backup {
        let reader = try EventReader.open(directory: directory)
        var state = State()
        try reader.forEach(after: .beforeFirst) { state.apply($0) }
        return Backup(state)
    }

    /// Copies the keys that are there; one that the target has already stays.
    private static func copyKeys(from source: String, to target: DataDirectory) throws {
        for name in keyFiles {
            guard let content = FileManager.default.contents(atPath: source + "/" + name),
                !FileManager.default.fileExists(atPath: target.path + "/" + name)
            else { continue }
            try target.write(content, to: name)
        }
    }
}

/// The function that `Backup`'s own member of that name hides.
private func hash(of state: State) -> String {
    stateHash(state)
}
