import LogModels
import Projection
import Prometheus
import SyncModel
import Testing

/// What the page that Prometheus reads leaves out.
@Suite struct GoneMetricsTests {
    @Test func `accounts that are gone leave nothing behind`() {
        let metrics = ServerMetrics()
        func page(_ budgets: [String: Int]) -> String {
            metrics.text(
                state: State(),
                head: .beforeFirst,
                logByteCount: 0,
                isWritable: false,
                budgets: budgets
            )
        }
        #expect(
            page(["gone": 1]).contains(#"checkly_sync_checkly_requests_left{account="gone"} 1"#)
        )
        #expect(!page(["here": 2]).contains("gone"))
        #expect(page([:]).contains("checkly_sync_log_writable 0\n"))
    }

    @Test func `the time to Checkly counts the newest four thousand events with secrets`() {
        var recent = RecentSecrets()
        for number in 1...5000 where number % 2 == 0 {
            recent.add(Position(Int64(number)), recordedAt: Timestamp(microseconds: Int64(number)))
        }
        #expect(recent.recordedAt(Position(2)) == Timestamp(microseconds: 2))
        #expect(recent.recordedAt(Position(5000)) == Timestamp(microseconds: 5000))
        #expect(recent.recordedAt(Position(3)) == nil)
        for number in 5001...8000 {
            recent.add(Position(Int64(number)), recordedAt: Timestamp(microseconds: Int64(number)))
        }
        #expect(recent.recordedAt(Position(2)) == nil)
        #expect(recent.recordedAt(Position(8000)) == Timestamp(microseconds: 8000))
        #expect(recent.recordedAt(Position(8001)) == nil)
    }
}
