import EventLog
import Foundation
import SQLiteStore
import SyncModel
import Synchronization
import Testing

@Suite struct TimeTests {
    /// A log whose events were recorded while the clock showed these times.
    private static func log(at times: [Int64], _ files: TestLog) async throws -> EventLog {
        let left = Mutex(times[...])
        let log = try await files.reopen(now: {
            Timestamp(microseconds: left.withLock { $0.popFirst() } ?? 0)
        })
        for _ in times { try await append(to: log) }
        return log
    }

    private static func append(to log: EventLog) async throws {
        _ = try await log.append(
            AppendRequest(
                source: "hanzo",
                events: [PendingEvent(.delivery(.ignored(type: "test", reason: "It is a test.")))]
            )
        )
    }

    private static func position(_ log: EventLog, asOf time: Int64) throws -> Int {
        Int(try log.reader.position(asOf: Timestamp(microseconds: time)).number)
    }

    @Test(arguments: [[], [10], [10, 10, 10], [10, 20, 20, 20, 30], Array(1...70)] as [[Int64]])
    func `a time stands for the last event recorded by then`(times: [Int64]) async throws {
        let log = try await Self.log(at: times, TestLog())
        for time in Set([0, 1000] + times.map { $0 - 1 } + times + times.map { $0 + 1 }) {
            let position = try log.reader.position(asOf: Timestamp(microseconds: time))
            #expect(position.number == Int64(times.count { $0 <= time }), "at \(time)")
        }
    }

    @Test func `a clock that was far ahead is not followed`() async throws {
        let minute: Int64 = 60_000_000
        let log = try await Self.log(
            at: [minute, 9 * minute, 2 * minute, 2 * minute - 1],
            TestLog()
        )
        let times = try log.reader.events(EventQuery(limit: 9)).map(\.recordedAt.microseconds)
        #expect(times == [minute, 9 * minute, 2 * minute, 2 * minute])
        #expect(try Self.position(log, asOf: 5 * minute) == 1)
        #expect(try Self.position(log, asOf: 9 * minute) == 4)
    }

    @Test func `where the clock is set back a little, times stay, also over a restart`()
        async throws
    {
        let files = try TestLog()
        var log: EventLog? = try await Self.log(at: [10, 20, 30, 15, 25, 40, 5], files)
        await log?.close()
        log = nil
        let next = try await Self.log(at: [35, 50, 45], files)
        let events = try next.reader.events(EventQuery(limit: 100))
        let times = events.map(\.recordedAt.microseconds)
        #expect(times == [10, 20, 30, 30, 30, 40, 40, 40, 50, 50])
        for time in Int64(0)...60 {
            #expect(try Self.position(next, asOf: time) == times.count { $0 <= time }, "at \(time)")
        }
    }

    @Test(
        arguments: [
            [10, 20, 30, 15, 25, 40], [10, 0, 0, 20, 0, 30], [30, 20, 10],
            [20, 20, 10, 20, 10, 30],
            [10, 10, 10, 10, 0, 10, 10, 10, 10], [10, 40, 20, 30, 20, 50, 0],
        ] as [[Int64]]
    )
    func `in a log with times that go back, nothing up to the position is younger than asked`(
        times: [Int64]
    ) async throws {
        let files = try TestLog()
        let log = try await Self.log(at: [], files)
        try files.execute("DROP TRIGGER events_update")
        // Asked after each event, so that what was found before is gone on with.
        for (index, time) in times.enumerated() {
            try await Self.append(to: log)
            try files.execute(
                "UPDATE events SET recorded_at = \(time) WHERE position = \(index + 1)"
            )
            for asked in Int64(-1)...51 {
                let expected = times.prefix(index + 1).prefix { $0 <= asked }.count
                #expect(try Self.position(log, asOf: asked) == expected, "at \(asked)")
            }
        }
    }
}
