import Metrics
import Testing

@testable import Prometheus

/// How counted things are written for Prometheus.
@Suite struct PrometheusRegistryTests {
    private static let done = MetricFamily("done_total", .counter, "Things done.")
    private static let level = MetricFamily("level", .gauge, "The level.")
    private static let time = MetricFamily("time_seconds", .histogram, "The time.")

    private func lines(_ family: MetricFamily, _ registries: PrometheusRegistry...) -> [String] {
        registries.flatMap { registry in
            PrometheusRegistry.text(of: [family], from: registry)
                .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                .dropFirst(2).filter { !$0.isEmpty }
        }
    }

    @Test func `a family is announced even without samples, in the order of the page`() {
        let text = PrometheusRegistry.text(of: [Self.level, Self.done], from: PrometheusRegistry())
        #expect(
            text == """
                # HELP checkly_sync_level The level.
                # TYPE checkly_sync_level gauge
                # HELP checkly_sync_done_total Things done.
                # TYPE checkly_sync_done_total counter

                """
        )
    }

    @Test func `whoever makes the same counter again counts on`() {
        let registry = PrometheusRegistry()
        for _ in 0..<2 {
            let labels = [("b", "1"), ("a", "2")]
            Counter(label: Self.done.name, dimensions: labels, factory: registry).increment(by: 2)
        }
        #expect(lines(Self.done, registry) == [#"checkly_sync_done_total{b="1",a="2"} 4"#])
    }

    @Test func `registries do not count into each other, and a page may have several`() {
        let registries = [PrometheusRegistry(), PrometheusRegistry()]
        Counter(label: Self.done.name, dimensions: [("x", "2")], factory: registries[0]).increment()
        Counter(label: Self.done.name, dimensions: [("x", "1")], factory: registries[1]).increment()
        #expect(lines(Self.done, registries[0]) == [#"checkly_sync_done_total{x="2"} 1"#])
        let page = PrometheusRegistry.text(
            of: [Self.done],
            from: registries[0],
            registries[1]
        )
        #expect(
            page.hasSuffix(
                """
                checkly_sync_done_total{x="1"} 1
                checkly_sync_done_total{x="2"} 1

                """
            )
        )
    }

    @Test(arguments: [
        ("a\"b", #"a\"b"#), ("a\\b", #"a\\b"#), ("a\nb", #"a\nb"#), ("a\n\u{301}b", "a\\n\u{301}b"),
        ("a\r\nb", "a\r\\nb"), ("", ""),
    ])
    func `a label's value breaks no line`(value: String, shown: String) {
        let text = PrometheusRegistry.text(of: [("x", value)])
        #expect(Array(text.utf8) == Array(#"x="\#(shown)""#.utf8))
    }

    @Test(arguments: [(3.0, "3"), (-2, "-2"), (0.25, "0.25"), (1e300, "1e+300")])
    func `a gauge shows what was recorded last`(value: Double, shown: String) {
        let registry = PrometheusRegistry()
        let gauge = Gauge(label: Self.level.name, factory: registry)
        gauge.record(7)
        gauge.record(value)
        #expect(lines(Self.level, registry) == ["checkly_sync_level \(shown)"])
    }

    @Test func `a bucket holds what is at most its bound, and those before it`() {
        let registry = PrometheusRegistry()
        let timer = Timer(
            label: Self.time.name,
            dimensions: [("of", "x")],
            factory: registry
        )
        for milliseconds in [1, 2, 30_000, 32_000] { timer.recordMilliseconds(milliseconds) }
        let lines = lines(Self.time, registry)
        #expect(lines.count == 15)
        #expect(lines[0] == #"checkly_sync_time_seconds_bucket{of="x",le="0.001"} 1"#)
        #expect(lines[1] == #"checkly_sync_time_seconds_bucket{of="x",le="0.0025"} 2"#)
        #expect(lines[10] == #"checkly_sync_time_seconds_bucket{of="x",le="5.0"} 2"#)
        #expect(lines[11] == #"checkly_sync_time_seconds_bucket{of="x",le="30.0"} 3"#)
        #expect(lines[12] == #"checkly_sync_time_seconds_bucket{of="x",le="+Inf"} 4"#)
        #expect(lines[13] == #"checkly_sync_time_seconds_sum{of="x"} 62.003"#)
        #expect(lines[14] == #"checkly_sync_time_seconds_count{of="x"} 4"#)
    }

    @Test func `what is destroyed is shown no more, and its like begins anew`() {
        let registry = PrometheusRegistry()
        let counter = Counter(label: Self.done.name, factory: registry)
        counter.increment()
        counter.destroy()
        #expect(lines(Self.done, registry).isEmpty)
        Counter(label: Self.done.name, factory: registry).increment()
        #expect(lines(Self.done, registry) == ["checkly_sync_done_total 1"])
    }

    @Test func `no count is lost where many count at once`() async {
        let registry = PrometheusRegistry()
        let counters = CounterFamily<Int>(Self.done, in: registry) { [("x", "\($0)")] }
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { for number in 0..<3000 { counters.increment(number % 3) } }
            }
        }
        #expect(
            lines(Self.done, registry)
                == (0..<3)
                .map {
                    #"checkly_sync_done_total{x="\#($0)"} 8000"#
                }
        )
    }
}
