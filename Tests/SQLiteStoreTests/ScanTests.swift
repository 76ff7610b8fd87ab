import Dispatch
import EventLog
import Foundation
import SQLiteStore
import SyncModel
import Synchronization
import Testing

/// Long reads, beside everything else that a log does.
@Suite(.timeLimit(.minutes(10))) struct ScanTests {
    private static let name = ValueName.apiKey(connectionID: "c")

    private let files: TestLog
    private let log: EventLog

    init() throws {
        files = try TestLog()
        log = try files.open()
    }

    private func append(_ count: Int) async throws {
        let events = (0..<count)
            .map {
                PendingEvent(.delivery(.ignored(type: "t", reason: "\($0)")))
            }
        _ = try await log.append(AppendRequest(events: events))
    }

    /// Holds as many short reads under way as the log makes at once, until it is let go.
    private final class Crowd: Sendable {
        private let held = DispatchSemaphore(value: 0)
        private let arrived = DispatchSemaphore(value: 0)
        private let count = 8

        init(_ reader: EventReader) {
            for _ in 0..<count {
                Thread.detachNewThread { [self] in
                    try? reader.forEachLeaf { _ in
                        arrived.signal()
                        held.wait()
                    }
                }
            }
            for _ in 0..<count { arrived.wait() }
        }

        func letGo() { for _ in 0..<count { held.signal() } }
    }

    @Test func `nothing that a log does waits for the readers of others`() async throws {
        try await append(1)
        let crowd = Crowd(log.reader)
        defer { crowd.letGo() }
        // A delivery.
        try await append(1)
        // A scan, and what is read within it.
        let (log, name) = (log, Self.name)
        let count = try await log.scans.perform { reader throws(EventLogError) in
            var count = 0
            try reader.forEach(after: .beforeFirst) { _ in count += 1 }
            _ = try reader.fingerprintKey(for: name)
            _ = try reader.sealedValue(at: SealedValueReference(position: Position(1), slot: 0))
            _ = try reader.position(asOf: Timestamp(microseconds: 0))
            return count
        }
        #expect(count == 2)
        // A delivery of which the writer makes an event again, which reads.
        let made = Mutex(0)
        let known = PendingEvent(identity: [1]) { _ in
            EventDraft(body: .delivery(.ignored(type: "t", reason: "known")))
        }
        let again = PendingEvent(identity: [2]) { _ in
            let isAgain = made.withLock { count in
                count += 1
                return count > 1
            }
            if isAgain {
                let key = try log.reader.fingerprintKey(for: name)
                #expect(key == nil)
            }
            return EventDraft(body: .delivery(.ignored(type: "t", reason: "again")))
        }
        _ = try await log.append(AppendRequest(events: [known]))
        _ = try await log.append(AppendRequest(events: [known, again]))
        #expect(made.withLock(\.self) == 2)
    }

    @Test func `a destruction beside a reader is done, and says what the reader still keeps`()
        async throws
    {
        let draft = EventDraft(
            body: .delivery(.ignored(type: "t", reason: "r")),
            newFingerprintKeys: [Self.name: [1]]
        )
        _ = try await log.append(AppendRequest(events: [PendingEvent { _ in draft }]))
        let crowd = Crowd(log.reader)
        let (log, name) = (log, Self.name)
        let destroying = Task.detached {
            try log.destroyKeys(
                at: [],
                of: [name],
                unusedThrough: log.head,
                namesIn: { _ in [] },
                forget: { _ in }
            )
        }
        // Deliveries go on meanwhile.
        for _ in 0..<100 { try await append(1) }
        #expect(throws: EventLogError.heldOpen) { try log.emptyWriteAheadLog(within: .zero) }
        crowd.letGo()
        do {
            try await destroying.value
        } catch EventLogError.heldOpen {
            // A machine so slow that its time was over; the keys are destroyed all the same.
        }
        try log.emptyWriteAheadLog()
        #expect(try log.reader.fingerprintKey(for: name) == nil)
        let file = URL(fileURLWithPath: files.directory + "/events.sqlite-wal")
        #expect(try Data(contentsOf: file).isEmpty)
    }

    @Test func `scans beyond the limit wait, and beyond those that may wait they are refused`()
        async throws
    {
        let total = LogScans.standardLimit + LogScans.waitingLimit
        let log = log
        let gate = DispatchSemaphore(value: 0)
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        let refused = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<(total + 3) {
                group.addTask {
                    do {
                        try await log.scans.perform { _ throws(EventLogError) in
                            beginning.yield()
                            gate.wait()
                        }
                        return false
                    } catch EventLogError.busy(let limit) {
                        #expect(limit == total)
                        return true
                    }
                }
            }
            // Exactly those that found no place end before the gate opens.
            for _ in 0..<3 {
                let isRefused = try await group.next()
                #expect(isRefused == true)
            }
            var beginnings = begun.makeAsyncIterator()
            for _ in 0..<LogScans.standardLimit { _ = await beginnings.next() }
            for _ in 0..<total { gate.signal() }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(refused == 0)
    }

    @Test(arguments: ["task", "log"]) func `a scan ends when nobody waits for it any more`(
        who: String
    ) async throws {
        try await append(3000)
        let log = log
        let gate = DispatchSemaphore(value: 0)
        let seen = Mutex(0)
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            try await log.scans.perform { reader throws(EventLogError) in
                try reader.forEach(after: .beforeFirst) { _ in
                    let isFirst = seen.withLock { seen in
                        seen += 1
                        return seen == 1
                    }
                    guard isFirst else { return }
                    beginning.yield()
                    gate.wait()
                }
            }
        }
        var beginnings = begun.makeAsyncIterator()
        _ = await beginnings.next()
        if who == "task" { task.cancel() } else { log.scans.close() }
        gate.signal()
        await #expect(throws: EventLogError.cancelled) { try await task.value }
        #expect(seen.withLock(\.self) < 3000)
    }

    @Test func `a page ends before a large event makes it large, and the next begins there`()
        async throws
    {
        let sizes = [10, 3_000_000, 20, 900_000, 900_000, 900_000, 5, 2_500_000, 1]
        for size in sizes {
            let text = String(repeating: "x", count: size)
            _ = try await log.append(
                AppendRequest(events: [PendingEvent(.delivery(.ignored(type: "t", reason: text)))])
            )
        }
        for limit in [1, 2, 100] {
            var (found, pages, after) = ([Int64](), 0, Position.beforeFirst)
            while true {
                let (events, next) = try log.reader.page(EventQuery(after: after, limit: limit))
                let bytes = events.reduce(0) { $0 + $1.envelope.count }
                #expect(events.count == 1 || bytes <= EventReader.pageByteLimit)
                #expect(events.count <= limit)
                found += events.map(\.position.number)
                pages += 1
                guard let next else { break }
                #expect(next == events.last?.position)
                after = next
            }
            #expect(found == Array(1...Int64(sizes.count)))
            #expect(pages > 3)
        }
    }
}
