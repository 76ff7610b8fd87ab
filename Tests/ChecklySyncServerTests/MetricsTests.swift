import Foundation
import OutboundHTTP
import Projection
import Prometheus
import SyncModel
import TestSupport
import Testing

@testable import ChecklyClient
@testable import ChecklySyncServer

/// The page that Prometheus reads.
@Suite struct MetricsTests {
    private static let run = PushRun(id: "run", syncID: "1", kind: .push, through: Position(3))
    private static let problem = PushProblem(code: "refused", message: "Checkly said no.")

    private static func written(_ key: String, from position: Int64) -> PushedVariable {
        var variable = PushedVariable.sample(key)
        variable.fingerprint = Fingerprint(text: "v")
        variable.value = WrittenValue(
            place: SealedValueReference(position: Position(position), slot: 0),
            name: .secret(key, in: FolderID(source: "kms", path: .sample()))
        )
        return variable
    }

    /// A sync whose three secrets lead to a run in which each outcome stands once.
    private static let history: [EventBody] = [
        .source(.created(.sample())), .sync(.created(.sample("1", name: "shop"))),
        .secrets(.changed(.sample(), ["A", "B", "C"].map { .set(.sample($0)) })),
        .push(.started(run)), .push(.variableWritten(written("A", from: 3))),
        .push(.variableDeleted(.sample("OLD"))),
        .push(.variableFailed(.sample("B"), problem)),
        .push(.variableSkipped(.sample("C"), problem)), .delivery(.differed(first: Position(3))),
        .push(.finished(run, .failed(problem, nextTryAt: nil))),
        .push(.started(run)), .push(.finished(run, .succeeded)),
        .push(
            .finished(
                run,
                .failed(PushProblem(code: PushProblem.needsConsent, message: "?"), nextTryAt: nil)
            )
        ),
        .sync(.created(.sample("2", name: "paused", to: .account("b")))),
        .sync(.paused(syncID: "2", reason: nil)), .pushing(.held(reason: nil)),
    ]

    /// What is counted of bodies, each recorded 250 ms after the one before and on disk 4 ms later.
    private static func page(
        _ bodies: [EventBody],
        _ metrics: ServerMetrics = ServerMetrics(),
        source: String = "kms",
        budgets: [String: Int] = [:],
        isWritable: Bool = true,
        figures: ServerFigures = ServerFigures()
    ) -> String {
        var state = State()
        for (index, body) in bodies.enumerated() {
            let time = Timestamp(microseconds: Int64(index) * 250_000)
            let event = RecordedEvent.sample(
                Int64(index + 1),
                body,
                recordedAt: time,
                source: source
            )
            state.apply(event)
            metrics.commits.count([event], at: time.advanced(by: .milliseconds(4)))
        }
        return metrics.text(
            state: state,
            head: state.position,
            logByteCount: 4096,
            isWritable: isWritable,
            budgets: budgets,
            figures: figures
        )
    }

    private static let figures = ServerFigures(
        version: "1.2.3",
        process: ProcessFigures(
            startTime: 1_764_489_600.25,
            cpuTime: 2.5,
            residentBytes: 73_400_320,
            openFiles: 21,
            fileLimit: 1024
        ),
        newestBackup: Timestamp(microseconds: 1_764_489_600_000_000),
        diskFree: 52_428_800_000,
        failingNotifications: ["ops": true, "chat": false]
    )

    @Test func `every metric has its name, type, help and, after known events, its value`() throws {
        let metrics = ServerMetrics()
        for status in [202, 202, 401] { metrics.deliveries.count(source: "kms", status: status) }
        metrics.deliveries.count(source: "ci", status: 503)
        for isAccepted in [true, false, true] { metrics.countNotification(isAccepted: isAccepted) }
        metrics.deliveries.noteClockSkew(source: "kms", seconds: 3)
        metrics.deliveries.noteClockSkew(source: "kms", seconds: -2)
        for path in ["/v1/variables?page=1", "/v1/variables/A", "/v1/variables/B"] {
            metrics.countRequest(
                ChecklyRequestOutcome(
                    method: "GET",
                    path: path,
                    result: .failure(.connection("reset"))
                )
            )
        }
        let page = Self.page(
            Self.history,
            metrics,
            budgets: ["a": 540, "b": 0],
            figures: Self.figures
        )
        try expectGolden(page, at: "fixtures/metrics.txt")
    }

    @Test func `before anything happened every metric is announced, and no value is made up`() {
        let page = Self.page([])
        let full = Self.page(Self.history)
        func announced(_ page: String) -> [Substring] {
            page.split(separator: "\n").filter { $0.hasPrefix("#") }
        }
        #expect(announced(page) == announced(full))
        #expect(page.contains("\ncheckly_sync_syncs 0\n"))
        #expect(!page.contains("deliveries_total{"))
        #expect(page.contains("checkly_sync_append_seconds_count 0\n"))
    }

    @Test func `what may be counted stands at zero before, so that the first one is seen`() {
        let page = Self.page([])
        for outcome in ["succeeded", "failed", "needs-consent"] {
            #expect(page.contains("\ncheckly_sync_pushes_total{outcome=\"\(outcome)\"} 0\n"))
        }
        for outcome in ["written", "deleted", "failed", "skipped"] {
            #expect(page.contains("\ncheckly_sync_variables_total{outcome=\"\(outcome)\"} 0\n"))
        }
        for outcome in ["accepted", "failed"] {
            #expect(page.contains("\ncheckly_sync_notifications_total{outcome=\"\(outcome)\"} 0\n"))
        }
    }

    @Test func `the figures of this process are plausible`() throws {
        let now = Date().timeIntervalSince1970
        let time = Timestamp(microseconds: Int64(now * 1_000_000))
        let figures = try #require(ProcessFigures.current(at: time))
        #expect(figures.startTime < now + 2)
        #expect(figures.startTime > now - 86_400)
        #expect(figures.cpuTime > 0)
        #expect(figures.residentBytes > 1 << 20)
        #expect((3...figures.fileLimit).contains(figures.openFiles))
    }

    @Test func `a log that cannot be written is told`() {
        #expect(Self.page([]).contains("\ncheckly_sync_log_writable 1\n"))
        let page = Self.page([], isWritable: false)
        #expect(page.contains("\ncheckly_sync_log_writable 0\n"))
    }

    @Test(arguments: [
        ("plain", "plain"), ("a\"b", #"a\"b"#), (#"a\b"#, #"a\\b"#), ("a\nb", #"a\nb"#),
        ("a\r\nb", "a\r\\nb"), ("\\\"\n", #"\\\"\n"#), ("schön ✓", "schön ✓"),
    ])
    func `a label's value is escaped wherever it comes from`(value: String, escaped: String) {
        let metrics = ServerMetrics()
        metrics.deliveries.count(source: value, status: 202)
        metrics.deliveries.noteClockSkew(source: value, seconds: 1)
        let folder = FolderPath(projectID: value, environment: "dev", secretPath: "/")
        let bodies: [EventBody] = [
            .sync(.created(.sample("1", name: value, of: folder))),
            .delivery(.differed(first: Position(1))),
        ]
        let page = Self.page(bodies, metrics, source: value, budgets: [value: 1])
        for line in [
            #"deliveries_total{source="\#(escaped)",status="202"} 1"#,
            #"delivery_clock_skew_seconds{source="\#(escaped)"} 1"#,
            #"differing_repetitions_total{source="\#(escaped)"} 1"#,
            #"sync_state{project="\#(escaped)",sync="\#(escaped)",state="#,
            #"checkly_requests_left{account="\#(escaped)"} 1"#,
        ] {
            #expect(page.contains("\ncheckly_sync_" + line), "\(page)")
        }
    }

    @Test func `a time counts in every bucket that it fits into`() {
        let page = Self.page([.delivery(.malformed(reason: "r"))])
        let buckets = page.split(separator: "\n")
            .filter { $0.hasPrefix("checkly_sync_append_seconds_bucket") }
            .compactMap { $0.split(separator: " ").last.map(String.init) }
        // 4 ms: above 1 and 2.5 ms.
        #expect(buckets == ["0", "0"] + [String](repeating: "1", count: 11))
    }

    @Test func `a write is measured from its secret's event, if that is still remembered`() {
        func count(_ between: Int) -> Bool {
            let change = EventBody.secrets(.changed(.sample(), [.set(.sample("A"))]))
            let bodies =
                [EventBody](repeating: change, count: between + 1)
                + [.push(.variableWritten(Self.written("A", from: 1)))]
            return Self.page(bodies).contains("delivery_to_checkly_seconds_count 1\n")
        }
        #expect(count(0))
        #expect(count(4095))
        #expect(!count(4096))
    }
}
