internal import EventLog
internal import SyncModel
internal import Synchronization
internal import Testing

extension StorePromise {
    static let times =
        positionsOfTimes + [
            StorePromise("a clock that was far ahead is not followed") { place in
                let minute: Int64 = 60_000_000
                let log = try await place.log(
                    at: [minute, 9 * minute, 2 * minute, 2 * minute - 1]
                )
                #expect(try log.times == [minute, 9 * minute, 2 * minute, 2 * minute])
                let reader = log.reader
                #expect(
                    try reader.position(asOf: Timestamp(microseconds: 5 * minute)) == Position(1)
                )
                #expect(
                    try reader.position(asOf: Timestamp(microseconds: 9 * minute)) == Position(4)
                )
            },
            StorePromise("where the clock is set back a little, times stay, also over a restart") {
                place in
                var log: EventLog? = try await place.log(at: [10, 20, 30, 15, 25, 40, 5])
                await log?.close()
                log = nil
                let next = try await place.log(at: [35, 50, 45])
                let times = try next.times
                #expect(times == [10, 20, 30, 30, 30, 40, 40, 40, 50, 50])
                for time in Int64(0)...60 {
                    let position = try next.reader.position(asOf: Timestamp(microseconds: time))
                    #expect(position.number == Int64(times.count { $0 <= time }), "at \(time)")
                }
            },
        ]
}

extension StorePromise {
    private static let positionsOfTimes = [
        [], [10], [10, 10, 10], [10, 20, 20, 20, 30], Array(1...70),
    ]
    .map { (times: [Int64]) in
        StorePromise("a time stands for the last of \(times.count) events recorded by then") {
            place in
            let log = try await place.log(at: times)
            for time in Set([0, 1000] + times.map { $0 - 1 } + times + times.map { $0 + 1 }) {
                let position = try log.reader.position(asOf: Timestamp(microseconds: time))
                #expect(position.number == Int64(times.count { $0 <= time }), "at \(time)")
            }
        }
    }
}

extension StorePlace {
    /// A log whose events were recorded while the clock showed these times.
    fileprivate func log(at times: [Int64]) async throws -> EventLog {
        let left = Mutex(times[...])
        let log = try await open(now: {
            Timestamp(microseconds: left.withLock { $0.popFirst() } ?? 0)
        })
        try await log.append(times.count)
        return log
    }
}

extension EventLog {
    fileprivate var times: [Int64] {
        get throws { try reader.events(EventQuery(limit: 1000)).map(\.recordedAt.microseconds) }
    }
}
