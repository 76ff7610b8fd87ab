import EventLog
import SyncModel
import TestSupport
import Testing

@Suite struct TimeTests {
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
        let log = try files.open(now: { Timestamp(microseconds: 0) })
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
