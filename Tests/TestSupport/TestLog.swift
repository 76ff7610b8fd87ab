package import EventLog
internal import Foundation
internal import SQLiteStore
package import SecretSealing
package import SyncModel
internal import Testing

/// A log in a directory of its own, as a server opens it.
package final class TestLog: Sendable {
    package static let masterKey = [UInt8](repeating: 7, count: 32)
    /// The time that events are recorded at unless a test says otherwise.
    package static let time = Timestamp(microseconds: 1_795_000_000_000_000)

    package let directory: String

    package init() throws {
        directory = try makeTemporaryDirectory("log")
    }

    /// Opens the log, or makes it.
    ///
    /// - Throws: `EventLogError`; `.locked` while another has it open.
    package func open(
        now: @escaping @Sendable () -> Timestamp = { time },
        onCommit: @escaping @Sendable ([RecordedEvent]) -> Void = { _ in }
    ) throws -> EventLog {
        try EventLog(
            directory: directory,
            now: now,
            makeID: { _ in UUID().uuidString.lowercased() },
            makeLogID: { [UInt8](repeating: 1, count: 16) },
            makeIdentityKey: {
                try SecretSealer.makeIdentityKey(masterKey: Self.masterKey, logID: $0)
            },
            onCommit: onCommit
        )
    }

    /// Opens it again; its last user gives up the directory only once its writer has let go.
    ///
    /// - Throws: `EventLogError`; `.locked` where nobody lets go.
    package func reopen(
        now: @escaping @Sendable () -> Timestamp = { time },
        onCommit: @escaping @Sendable ([RecordedEvent]) -> Void = { _ in }
    ) async throws -> EventLog {
        try await Self.onceUnlocked { try open(now: now, onCommit: onCommit) }
    }

    /// What opens, once the last user of a log has let go of it.
    ///
    /// - Throws: `EventLogError`; `.locked` where nobody lets go.
    package static func onceUnlocked<Opened>(_ open: () throws -> Opened) async throws -> Opened {
        var opened: Opened?
        try await eventually("the last user of the log lets go of it") {
            do { opened = try open() } catch EventLogError.locked { return false }
            return true
        }
        guard let opened else { throw EventLogError.locked(holder: "a test") }
        return opened
    }

    /// Seals and opens the log's values.
    ///
    /// - Throws: `SealingError` for a log with another master key.
    package static func sealer(of log: EventLog) throws -> SecretSealer {
        try SecretSealer(
            masterKey: masterKey,
            logID: log.identity.id,
            wrappedIdentityKey: log.identity.wrappedKey,
            storedFingerprintKey: { [reader = log.reader] in try reader.fingerprintKey(for: $0) }
        )
    }
}
