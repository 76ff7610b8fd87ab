internal import EventLog
package import LiveLog
internal import SecretSealing
internal import Synchronization
package import SyncModel

/// The master key of a running log, and its rotation.
package final class MasterKeyKeeping: Sendable {
    private struct Content {
        /// Those that may open the log: the one in use, and that of a rotation.
        var keys: [[UInt8]]
        var isRotating = false
    }

    private let openLog: OpenLog
    private let directory: DataDirectory?
    private let newKey: SecretValue?
    private let content: Mutex<Content>

    /// - Parameters:
    ///   - openLog: The log, which is open under the key.
    ///   - masterKey: The master key: 32 bytes.
    ///   - directory: The directory that keeps the key; nil if it is kept elsewhere.
    ///   - newKey: The key to rotate to; nil generates one, which requires a directory.
    package init(
        of openLog: OpenLog,
        _ masterKey: [UInt8],
        keptIn directory: DataDirectory?,
        newKey: SecretValue?
    ) {
        self.openLog = openLog
        self.directory = directory
        self.newKey = newKey
        content = Mutex(Content(keys: [masterKey]))
    }

    /// The master keys that may open the log, of 32 bytes: one, or two during a rotation.
    package var keys: [[UInt8]] { content.withLock(\.keys) }

    /// Rewraps every key of the log under a new master key, while the log is in use.
    ///
    /// Cancelling the caller does not stop it.
    ///
    /// - Parameter actor: Who asks for it.
    /// - Returns: The new key's id, and the number of keys under it; nil if another rotation is
    ///   under way.
    /// - Throws: `MasterKeyError`, `DataDirectoryError`, `EventLogError`.
    package func rotate(by actor: Actor) async throws -> MasterKeyRotation? {
        let isFirst = content.withLock { content in
            defer { content.isRotating = true }
            return !content.isRotating
        }
        guard isFirst else { return nil }
        defer {
            // Also after a failure, of which some come when the new key is in use.
            content.withLock { content in
                content.keys.removeAll { !openLog.sealer.isUnder($0) }
                content.isRotating = false
            }
        }
        let new = try newMasterKey()
        content.withLock { $0.keys.append(new) }
        let rotation = try await MasterKeyRotation.carryOut(
            on: openLog,
            to: new,
            in: directory,
            by: actor
        )
        return rotation
    }

    private func newMasterKey() throws -> [UInt8] {
        let given = try newKey.map { try masterKeyBytes(of: $0.reveal()) }
        if let given, openLog.sealer.isUnder(given) { throw MasterKeyError.notNew }
        if let directory { return try MasterKeyRotation.makeKey(in: directory, newKey) }
        guard let given else { throw MasterKeyError.noNewKey }
        return given
    }
}
