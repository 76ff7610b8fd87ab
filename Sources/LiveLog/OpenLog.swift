internal import Cryptography
package import EventLog
internal import Projection
internal import SQLiteStore
package import SecretSealing
package import SyncModel

/// The log of a directory with its live state and its keys, opened together and in the right order.
package struct OpenLog: Sendable {
    package let log: EventLog
    package let state: CurrentState
    package let sealer: SecretSealer
    /// How many events were read at the start, after the snapshot.
    package let eventsRead: Int

    /// Opens the log, once the master key has been found to be the right one.
    ///
    /// - Parameters:
    ///   - directory: The directory of the log, which begins there where there is none.
    ///   - masterKey: 32 bytes.
    ///   - onCommit: Is called with the events of each commit, in order, once the state has them; the next commit waits for it.
    /// - Returns: The log, with the state that its events make.
    /// - Throws: `EventLogError`, `SealingError.wrongMasterKey`, `DataDirectoryError`.
    package static func open(
        directory: DataDirectory,
        masterKey: [UInt8],
        onCommit: @escaping @Sendable ([RecordedEvent]) -> Void = { _ in }
    ) throws -> OpenLog {
        if !directory.holdsLog { try directory.checkMayBegin() }
        let state = CurrentState()
        let log = try EventLog(
            directory: directory.path,
            now: { .now },
            makeID: { try makeEventID(at: $0) },
            makeLogID: {
                // A file without a table in it is no log either.
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

    /// Keeps the state as it is now, so that the next start reads only what follows.
    package func saveSnapshot() throws {
        let state = state.current
        try log.saveSnapshot(Snapshot.bytes(of: state), at: state.position)
    }
}
