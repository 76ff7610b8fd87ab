package import EventLog
internal import Foundation
internal import SyncModel

/// A place of its own for one store, which can be opened there again and again.
package protocol StorePlace: Sendable {
    /// Opens the store that is there, or makes an empty one with the given id and key; waits until
    /// one that was closed before has let go of the place.
    func openStore(logID: [UInt8], identityKey: [UInt8]) async throws -> any EventStore
}

extension StorePlace {
    /// Opens the log that is kept there.
    func open(
        now: @escaping @Sendable () -> Timestamp = { Timestamp(microseconds: 1_000_000) },
        onCommit: @escaping @Sendable ([RecordedEvent]) -> Void = { _ in }
    ) async throws -> EventLog {
        try EventLog(
            try await openStore(logID: Array(repeating: 7, count: 16), identityKey: Self.key(9)),
            now: now,
            makeID: { _ in UUID().uuidString.lowercased() },
            onCommit: onCommit
        )
    }

    /// Opens it again, as a process does that starts after another has ended.
    func reopen(_ log: inout EventLog?) async throws {
        await log?.close()
        log = nil
        log = try await open()
    }

    /// What a wrapped key looks like.
    static func key(_ byte: UInt8) -> [UInt8] { Array(repeating: byte, count: 60) }
}
