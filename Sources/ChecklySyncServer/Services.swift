internal import Encodings
internal import Cryptography
package import EventLog
internal import Foundation
package import LiveLog
internal import ManagementAPI
internal import Projection
internal import SQLiteStore
package import SecretSealing
package import SyncModel

/// The log of a directory with its live state and its keys, opened together and in the right order.
package struct Services: Sendable {
    package let log: EventLog
    package let state: CurrentState
    package let sealer: SecretSealer
    /// How many events were read at the start, after the snapshot.
    package let eventsRead: Int

    /// Opens the log; nothing is served before the master key has been found to be the right one.
    ///
    /// - Throws: `EventLogError`, `SealingError.wrongMasterKey`, `SettingsError`.
    package static func open(
        directory: DataDirectory,
        masterKey: [UInt8],
        metrics: Metrics,
        onCommit: @escaping @Sendable ([RecordedEvent]) -> Void = { _ in }
    ) throws -> Services {
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
                metrics.count(events, at: .now)
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
        return Services(log: log, state: state, sealer: sealer, eventsRead: count)
    }

    /// Destroys values of this log.
    var shredding: Shredding { Shredding(log: log, state: state, sealer: sealer) }

    /// Keeps the state as it is now, so that the next start reads only what follows.
    package func saveSnapshot() throws {
        let state = state.current
        try log.saveSnapshot(Snapshot.bytes(of: state), at: state.position)
    }
}

extension Timestamp {
    /// The system's time.
    package static var now: Timestamp {
        Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    }
}

/// A UUID version 7 (RFC 9562 section 5.7): milliseconds, then random bits.
func makeEventID(at time: Timestamp) throws -> String {
    let random = try SecureRandom.bytes(count: 10)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(16)
    for shift in stride(from: Int64(40), through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: time.milliseconds >> shift))
    }
    bytes += random
    bytes[6] = bytes[6] & 0x0F | 0x70
    bytes[8] = bytes[8] & 0x3F | 0x80
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for (index, digit) in Hex.encode(bytes).utf8.enumerated() {
        switch index {
        case 8, 12, 16, 20: text.append(UInt8(ascii: "-"))
        default: break
        }
        text.append(digit)
    }
    return String(decoding: text, as: UTF8.self)
}
