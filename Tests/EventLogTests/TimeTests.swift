import EventLog
import Foundation
import SyncModel
import Synchronization
import Testing

@Suite struct TimeTests {
    /// A log whose events were recorded at these times.
    private static func log(at times: [Int64]) async throws -> EventLog {
        let directory = NSTemporaryDirectory() + "checkly-sync-time-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        let left = Mutex(times[...])
        let log = try EventLog(
            directory: directory,
            now: { Timestamp(microseconds: left.withLock { $0.popFirst() } ?? 0) },
            makeID: { _ in UUID().uuidString.lowercased() },
            makeLogID: { Array(repeating: 7, count: 16) },
            makeIdentityKey: { _ in Array(repeating: 9, count: 60) },
            onCommit: { _ in }
        )
        for _ in times {
            _ = try await log.append(
                AppendRequest(
                    source: "hanzo",
                    events: [PendingEvent(.deliveryIgnored(type: "test", reason: "It is a test."))]
                )
            )
        }
        return log
    }

    @Test(arguments: [[], [10], [10, 10, 10], [10, 20, 20, 20, 30], Array(1...70)] as [[Int64]])
    func `a time stands for the last event recorded by then`(times: [Int64]) async throws {
        let log = try await Self.log(at: times)
        for time in Set([0, 1000] + times.map { $0 - 1 } + times + times.map { $0 + 1 }) {
            let position = try log.reader.position(asOf: Timestamp(microseconds: time))
            #expect(position.number == Int64(times.count { $0 <= time }), "at \(time)")
        }
    }

    @Test func `where the clock was set back, a time stands for one of the places it passed`()
        async throws
    {
        let times: [Int64] = [10, 20, 30, 15, 25, 40]
        let log = try await Self.log(at: times)
        for time in Int64(5)...45 {
            let position = Int(try log.reader.position(asOf: Timestamp(microseconds: time)).number)
            #expect(position == 0 || times[position - 1] <= time, "at \(time)")
            #expect(position == times.count || times[position] > time, "at \(time)")
        }
    }
}
