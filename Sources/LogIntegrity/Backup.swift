internal import LiveLog
internal import EventLog
internal import Foundation
internal import LogModels
internal import SQLiteStore
internal import SecretSealing
internal import SyncModel

/// A copy of a log that was read from the first event to the last after it was written.
package struct Backup: Sendable {
    /// The number of events in the copy.
    package let eventCount: Int64
    /// The hash of the state that the events fold to, as 64 hex digits.
    package let stateHash: String
    /// Whether the file was also compared, byte by byte, with the one written when the backup was
    /// made.
    package private(set) var isComparedWithManifest = false

    private static let masterKeyFile = "master.key"
    private static let keyFiles = [masterKeyFile, "checkpoint.key", "admin.token"]

    /// Copies a log, even that of a running server, and reads the whole copy.
    ///
    /// - Parameters:
    ///   - dataDirectory: The directory of the log.
    ///   - directory: The directory for the copy; it is created, and must not hold a log yet.
    ///   - includingKeys: Whether to copy the keys and the token too; without the master key
    ///     nothing in the log can be opened.
    ///   - onProgress: Called again and again while the copy is read.
    /// - Returns: The contents of the copy.
    /// - Throws: `EventLogError`, `DataDirectoryError`; `SealingError.wrongMasterKey` if the keys
    ///   are wanted, and none in the directory opens the copy. Then no copy is left behind.
    package static func make(
        of dataDirectory: String,
        in directory: String,
        includingKeys: Bool,
        onProgress: @escaping @Sendable (AuditProgress) -> Void = { _ in }
    ) async throws -> Backup {
        let source = try SQLiteReader.open(directory: dataDirectory)
        let target = try DataDirectory(directory)
        let keysBefore = includingKeys ? masterKeys(in: dataDirectory) : []
        let copy = try LogCopy(of: source, to: target.path)
        do {
            var backup = try await verified(copy.directory, onProgress)
            if includingKeys {
                // It may be replaced while the log is copied.
                let keys = keysBefore + masterKeys(in: dataDirectory)
                try copyMasterKey(amongst: keys, openingLogIn: copy.directory, to: target)
                try copyKeys(from: dataDirectory, to: target)
            }
            try BackupManifest(of: copy.directory, backup).write(to: target)
            backup.isComparedWithManifest = true
            // Last, since a directory that holds a log counts as a backup.
            try copy.finish()
            return backup
        } catch {
            copy.remove()
            throw error
        }
    }

    /// Restores a backup as a data directory.
    ///
    /// - Parameters:
    ///   - backup: The directory of the backup.
    ///   - directory: The new data directory; it must not hold a log yet, but may already hold its
    ///     keys.
    ///   - onProgress: Called again and again while the backup and then the copy are read.
    /// - Returns: The contents of the log.
    /// - Throws: `EventLogError` if the backup does not verify; then nothing was written.
    package static func restore(
        _ backup: String,
        to directory: String,
        onProgress: @escaping @Sendable (AuditProgress) -> Void = { _ in }
    ) async throws -> Backup {
        var checked = try await verified(backup, onProgress)
        if let manifest = try BackupManifest.read(in: backup) {
            try manifest.check(backup, checked)
            checked.isComparedWithManifest = true
        }
        let source = try SQLiteReader.open(directory: backup)
        let target = try DataDirectory(directory)
        let copy = try LogCopy(of: source, to: target.path)
        do {
            let restored = try await verified(copy.directory, onProgress)
            guard restored.stateHash == checked.stateHash else {
                throw EventLogError.cannotRead("the backup changed while it was read")
            }
            try copyKeys(from: backup, to: target)
            // Before the log exists, so that it never passes for one that simply continues.
            try target.markRestored()
            try copy.finish()
        } catch {
            copy.remove()
            target.unmarkRestored()
            throw error
        }
        return checked
    }

    /// Reads a whole log: the file's structure, every envelope against its leaf, and every sealed
    /// value against its digest.
    private static func verified(
        _ directory: String,
        _ onProgress: @escaping @Sendable (AuditProgress) -> Void
    ) async throws -> Backup {
        try EventReader.open(directory: directory).checkStructure()
        let report = try await LogAudit.run(
            dataDirectory: directory,
            masterKeys: { [] },
            checkpoints: [],
            onProgress: onProgress
        )
        if let problem = report.problems.first {
            throw EventLogError.damaged(
                Position(problem.position),
                reason: "\(problem.kind.rawValue): \(problem.message)."
            )
        }
        return Backup(eventCount: report.size, stateHash: report.stateHash)
    }

    /// The contents of a directory's files with a master key, or with the one of a rotation.
    private static func masterKeys(in directory: String) -> [[UInt8]] {
        // The new one first: it takes the place of the other.
        [MasterKeyRotation.pendingName, masterKeyFile]
            .compactMap { FileManager.default.contents(atPath: directory + "/" + $0) }
            .map { [UInt8]($0) }
    }

    /// Copies the master key that opens a log; none if it is kept elsewhere.
    ///
    /// One that the target already has must be the right one.
    private static func copyMasterKey(
        amongst keys: [[UInt8]],
        openingLogIn directory: String,
        to target: DataDirectory
    ) throws {
        let present = FileManager.default.contents(atPath: target.path + "/" + masterKeyFile)
            .map { [UInt8]($0) }
        let candidates = present.map { [$0] } ?? keys
        if candidates.isEmpty { return }
        let identity = try EventReader.open(directory: directory).identity()
        guard let key = candidates.first(where: { opens(identity, $0) }) else {
            throw SealingError.wrongMasterKey
        }
        if present == nil { try target.write(key, to: masterKeyFile) }
    }

    private static func opens(_ identity: LogIdentity, _ file: [UInt8]) -> Bool {
        let text = String(decoding: file, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard let key = try? masterKeyBytes(of: text) else { return false }
        return SecretSealer.opens(identity.wrappedKey, masterKey: key, logID: identity.id)
    }

    /// Copies the keys that exist; a key that the target already has is kept.
    private static func copyKeys(from source: String, to target: DataDirectory) throws {
        for name in keyFiles {
            guard let content = FileManager.default.contents(atPath: source + "/" + name),
                !FileManager.default.fileExists(atPath: target.path + "/" + name)
            else { continue }
            try target.write([UInt8](content), to: name)
        }
    }

    private init(eventCount: Int64, stateHash: String) {
        self.eventCount = eventCount
        self.stateHash = stateHash
    }
}
