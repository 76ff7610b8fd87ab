import EventLog
import SQLiteStore
import SyncModel
import Synchronization
import Testing

/// Keys are destroyed while events that rely on them are on their way.
@Suite struct DestroyingTests {
    private static let name = ValueName.apiKey(connectionID: "c")

    private let files: TestLog
    private let log: EventLog

    init() throws {
        files = try TestLog()
        log = try files.open()
    }

    /// Appends an event that brings these keys.
    private func append(_ keys: [ValueName: [UInt8]]) async throws {
        let event = PendingEvent { _ in Self.draft(keys) }
        _ = try await log.append(AppendRequest(events: [event]))
    }

    private static func draft(_ keys: [ValueName: [UInt8]]) -> EventDraft {
        EventDraft(body: .delivery(.ignored(type: "t", reason: "r")), newFingerprintKeys: keys)
    }

    private func destroy(
        _ names: [ValueName],
        through seen: Position,
        namesIn: @escaping @Sendable (RecordedEvent) -> Set<ValueName>
    ) throws {
        try log.destroyKeys(
            at: [],
            of: names,
            unusedThrough: seen,
            namesIn: namesIn,
            forget: { _ in }
        )
    }

    @Test func `an event made before a destruction and written after it is made again`()
        async throws
    {
        try await append([Self.name: [1]])
        let (log, name) = (log, Self.name)
        let isForgotten = Mutex(false)
        let made = Mutex(0)
        let event = PendingEvent { _ in
            // As a sealer does: a key that is known to be there need not be brought.
            let keys: [ValueName: [UInt8]] = isForgotten.withLock(\.self) ? [name: [2]] : [:]
            let isFirst = made.withLock { count in
                count += 1
                return count == 1
            }
            if isFirst {
                try log.destroyKeys(
                    at: [],
                    of: [name],
                    unusedThrough: log.head,
                    namesIn: { _ in [] },
                    forget: { _ in isForgotten.withLock { $0 = true } }
                )
            }
            return Self.draft(keys)
        }
        _ = try await log.append(AppendRequest(events: [event]))
        #expect(made.withLock(\.self) == 2)
        #expect(try log.reader.fingerprintKey(for: name) == [2])
    }

    @Test func `a name that came to have a value again keeps its key, and no other does`()
        async throws
    {
        let other = ValueName.apiKey(connectionID: "d")
        try await append([Self.name: [1], other: [2]])
        let seen = log.head
        try await append([:])
        // What stands before the position was looked at already.
        try destroy([Self.name, other], through: seen) {
            $0.position > seen ? [Self.name] : [other]
        }
        #expect(try log.reader.fingerprintKey(for: Self.name) == [1])
        #expect(try log.reader.fingerprintKey(for: other) == nil)
        try destroy([Self.name], through: log.head) { _ in [Self.name] }
        #expect(try log.reader.fingerprintKey(for: Self.name) == nil)
    }
}
