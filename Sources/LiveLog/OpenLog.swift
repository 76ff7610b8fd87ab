internal import Cryptography
package import EventLog
internal import Projection
internal import SQLiteStore
package import SecretSealing
package import SyncModel

/// The log of a directory with its current state and its keys, opened together in the right order.
package struct OpenLog: Sendable {
    /// The log, which this process alone writes.
    package let log: EventLog
    /// The state at the log's newest event.
    package let state: CurrentState
    /// Seals new values under the log's keys.
    package let sealer: SecretSealer
    /// The number of events read at the start, after the snapshot.
    package let eventsRead: Int

    /// Opens the log after checking that the master key is the right one.
    ///
    /// - Parameters:
    ///   - directory: The directory of the log; a log is created if there is none.
    ///   - masterKey: 32 bytes.
    ///   - now: The time for events.
    ///   - onCommit: Is called with the events of each commit, in order, after they are applied to
    ///     the state; the next commit waits for it.
    /// - Returns: The log with its current state.
    /// - Throws: `EventLogError`, `SealingError.wrongMasterKey`, `DataDirectoryError`.
    package static func open(
        directory: DataDirectory,
        masterKey: [UInt8],
        now: @escaping @Sendable () -> Timestamp,
        onCommit: @escaping @Sendable ([RecordedEvent]) -> Void = { _ in }
    ) throws -> OpenLog {
        if !directory.holdsLog { try directory.checkMayBegin() }
        let state = CurrentState()
        let log = try EventLog(
            directory: directory.path,
            now: now,
            makeID: { try makeEventID(at: $0) },
            makeLogID: {
                // A database file without tables is not a log either.
                try directory.checkMayBegin()
                return try SecureRandom.bytes(count: 16)
            },
            makeIdentityKey: { try SecretSealer.makeIdentityKey(masterKey: masterKey, logID: $0) },
            onCommit: { events in
                state.apply(events)
                onCommit(events)
            }
        )
        let reader = log.reader
        let sealer = try SecretSealer(
            masterKey: masterKey,
            logID: log.identity.id,
            wrappedIdentityKey: log.identity.wrappedKey,
            storedFingerprintKey: { try reader.fingerprintKey(for: $0) }
        )
        let count = try state.load(from: reader)
        return OpenLog(log: log, state: state, sealer: sealer, eventsRead: count)
    }

    /// Opens values of this log.
    package var vault: Vault { Vault(reader: log.reader, sealer: sealer) }

    /// Saves the current state, so that the next start reads only later events.
    package func saveSnapshot() throws {
        let state = state.current
        try log.saveSnapshot(Snapshot.bytes(of: state), at: state.position)
    }
}
