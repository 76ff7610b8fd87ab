internal import ChecklyClient
internal import Foundation
internal import Projection
internal import ReadModels
internal import Synchronization
internal import SyncModel

/// What has happened since the start, counted, as Prometheus reads it (text format 0.0.4).
package final class Metrics: Sendable {
    /// A counted distribution of durations.
    private struct Histogram {
        /// The upper bounds of the buckets, in seconds.
        static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30]

        private(set) var counts = [Int](repeating: 0, count: Histogram.bounds.count)
        private(set) var total = 0
        private(set) var sum = 0.0

        mutating func add(_ seconds: Double) {
            total += 1
            sum += seconds
            for (index, bound) in Self.bounds.enumerated() where seconds <= bound {
                counts[index] += 1
            }
        }
    }

    /// What deliveries add to, apart from the rest, so that they need not wait while a commit is
    /// counted.
    private struct Arrivals {
        var deliveries: [DeliveryAnswer: Int] = [:]
        var clockSkew: [String: Int] = [:]
    }

    private struct Counts {
        var pushes: [String: Int] = [:]
        var variables: [String: Int] = [:]
        var requests: [String: Int] = [:]
        var differing: [String: Int] = [:]
        var append = Histogram()
        var deliveryToWrite = Histogram()
        /// When recent events with secrets were recorded, for the time from there to Checkly; a
        /// ring, by position.
        private var recent: [(position: Position, recordedAt: Timestamp)] = []
        private var oldest = 0

        mutating func remember(_ event: RecordedEvent, limit: Int) {
            if recent.count < limit { return recent.append((event.position, event.recordedAt)) }
            recent[oldest] = (event.position, event.recordedAt)
            oldest = (oldest + 1) % limit
        }

        func recordedAt(_ position: Position) -> Timestamp? {
            var (low, high) = (0, recent.count)
            while low < high {
                let middle = (low + high) / 2
                let entry = recent[(oldest + middle) % recent.count]
                if entry.position == position { return entry.recordedAt }
                if entry.position < position { low = middle + 1 } else { high = middle }
            }
            return nil
        }
    }

    private struct DeliveryAnswer: Hashable {
        let source: String
        let status: Int

        var labels: String {
            #"source="\#(MetricsPage.escaped(source))",status="\#(status)""#
        }
    }

    /// How many events with secrets are remembered while they are on their way to Checkly.
    private static let recentLimit = 4096

    private let arrivals = Mutex(Arrivals())
    private let counts = Mutex(Counts())

    package init() {}

    /// Counts an answer to a delivery.
    func countDelivery(source: String, status: Int) {
        let answer = DeliveryAnswer(source: source, status: status)
        arrivals.withLock { $0.deliveries[answer, default: 0] += 1 }
    }

    /// Notes how long before its arrival a source's newest delivery was signed.
    func noteClockSkew(source: String, seconds: Int64) {
        arrivals.withLock { $0.clockSkew[source] = Int(seconds) }
    }

    /// Counts a request to Checkly.
    func countRequest(_ outcome: ChecklyRequestOutcome) {
        let status = outcome.status.map(String.init) ?? "none"
        let labels = #"method="\#(outcome.method)",route="\#(outcome.route)",status="\#(status)""#
        counts.withLock { $0.requests[labels, default: 0] += 1 }
    }

    /// Counts what a commit recorded.
    ///
    /// - Parameters:
    ///   - events: What was recorded.
    ///   - now: The time at which it is on disk.
    func count(_ events: [RecordedEvent], at now: Timestamp) {
        counts.withLock { counts in
            for event in events {
                counts.append.add(Self.seconds(from: event.recordedAt, to: now))
                Self.count(event, in: &counts)
            }
        }
    }

    private static func count(_ event: RecordedEvent, in counts: inout Counts) {
        switch event.body {
        case .secrets(.changed), .secrets(.snapshot), .folder(.observed):
            counts.remember(event, limit: recentLimit)
        case .push(.variableWritten(let variable)):
            counts.variables[#"outcome="written""#, default: 0] += 1
            if let position = variable.value?.place.position,
                let start = counts.recordedAt(position)
            {
                counts.deliveryToWrite.add(seconds(from: start, to: event.recordedAt))
            }
        case .delivery(.differed):
            let source = MetricsPage.escaped(event.source ?? "")
            counts.differing[#"source="\#(source)""#, default: 0] += 1
        case .push(.variableDeleted): counts.variables[#"outcome="deleted""#, default: 0] += 1
        case .push(.variableFailed): counts.variables[#"outcome="failed""#, default: 0] += 1
        case .push(.variableSkipped): counts.variables[#"outcome="skipped""#, default: 0] += 1
        case .push(.finished(_, .succeeded)):
            counts.pushes[#"outcome="succeeded""#, default: 0] += 1
        case .push(.finished(_, .failed(let problem, _)))
        where problem.code == PushProblem.needsConsent:
            counts.pushes[#"outcome="needs-consent""#, default: 0] += 1
        case .push(.finished(_, .failed)): counts.pushes[#"outcome="failed""#, default: 0] += 1
        case .source, .connection, .sync, .pushing, .administration, .secrets(.imports),
            .folder(.declaredComplete), .folder(.notified), .folder(.fetchFailed),
            .folder(.emptiedHeld), .folder(.emptiedConfirmed), .delivery(.ignored),
            .delivery(.malformed), .push(.started), .push(.attempted):
            break
        }
    }

    private static func seconds(from start: Timestamp, to end: Timestamp) -> Double {
        Double(max(0, end.microseconds - start.microseconds)) / 1_000_000
    }

    /// Everything counted, and what the state says, in Prometheus' text format.
    ///
    /// - Parameters:
    ///   - state: The live state.
    ///   - head: The log's newest position.
    ///   - logByteCount: The size of the log's files.
    ///   - isWritable: Whether the log can be written.
    ///   - budgets: how many requests may begin now, by account.
    ///   - activity: How far the run of a sync is; nil where none is under way.
    /// - Returns: The page.
    func text(
        state: State,
        head: Position,
        logByteCount: Int,
        isWritable: Bool,
        budgets: [String: Int],
        activity: (_ syncID: String) -> RunActivity? = { _ in nil }
    ) -> String {
        let (arrivals, counts) = (arrivals.withLock(\.self), counts.withLock(\.self))
        let waiting = state.syncs.values.filter { state.waitsForSomebody($0) }.count
        var page = MetricsPage()
        page.add(
            "deliveries_total",
            "Answers to deliveries.",
            arrivals.deliveries.map { ($0.labels, $1) }
        )
        page.add(
            "delivery_clock_skew_seconds",
            "How long before its arrival a source's newest delivery was signed.",
            arrivals.clockSkew.map { (#"source="\#(MetricsPage.escaped($0))""#, $1) },
            isGauge: true
        )
        page.add(
            "differing_repetitions_total",
            "Events that came again under their id with other content, each counted once.",
            counts.differing.map { ($0, $1) }
        )
        page.add("pushes_total", "Runs that ended.", counts.pushes.map { ($0, $1) })
        page.add(
            "variables_total",
            "Variables that runs treated.",
            counts.variables.map { ($0, $1) }
        )
        page.add("checkly_requests_total", "Requests to Checkly.", counts.requests.map { ($0, $1) })
        page.add("log_head", "The log's newest position.", gauge: Int(head.number))
        page.add("log_bytes", "The size of the log's files.", gauge: logByteCount)
        page.add(
            "log_writable",
            "1 while deliveries can be recorded, 0 while they are answered 503.",
            gauge: isWritable ? 1 : 0
        )
        page.add("syncs", "Syncs there are.", gauge: state.syncs.count)
        page.add(
            "syncs_waiting",
            "Syncs with something to do at Checkly that is not done yet.",
            gauge: state.syncs.values.filter { state.pendingRun(of: $0) != nil }.count
        )
        page.add("syncs_parked", "Syncs that wait for somebody to act.", gauge: waiting)
        page.add(
            "changes_parked",
            "Variables that are not written or deleted until somebody acts.",
            gauge: state.syncs.values.reduce(0) { $0 + state.parkedChanges(of: $1).count }
        )
        page.add(
            "syncs_paused",
            "Syncs that are paused.",
            gauge: state.statuses.values.filter { $0.pause != nil }.count
        )
        page.add(
            "sync_state",
            "1 for the word that says how each sync stands.",
            state.syncs.values.map { sync in
                let condition = state.condition(of: sync, activity: activity(sync.id))
                return (MetricsPage.labels(of: sync, condition.state), 1)
            },
            isGauge: true
        )
        page.add(
            "pushing_held",
            "1 while nothing is written to Checkly.",
            gauge: state.hold == nil ? 0 : 1
        )
        page.add(
            "checkly_requests_left",
            "Requests that may begin now, by account.",
            budgets.map { (#"account="\#(MetricsPage.escaped($0))""#, $1) },
            isGauge: true
        )
        page.add(
            "append_seconds",
            "From an event's place in the log until it is on disk.",
            bounds: Histogram.bounds,
            counts.append.counts,
            total: counts.append.total,
            sum: counts.append.sum
        )
        page.add(
            "delivery_to_checkly_seconds",
            "From a recorded secret to its write at Checkly.",
            bounds: Histogram.bounds,
            counts.deliveryToWrite.counts,
            total: counts.deliveryToWrite.total,
            sum: counts.deliveryToWrite.sum
        )
        return page.text
    }
}

/// A page in Prometheus' text format.
private struct MetricsPage {
    private(set) var text = ""

    /// A label's value as the format wants it; an account's id is whatever somebody typed.
    ///
    /// Scalars are looked at, not characters: a line break with another in front of it is still
    /// one.
    static func escaped(_ value: String) -> String {
        var text = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text.append(contentsOf: "\\\\".unicodeScalars)
            case "\"": text.append(contentsOf: "\\\"".unicodeScalars)
            case "\n": text.append(contentsOf: "\\n".unicodeScalars)
            default: text.append(scalar)
            }
        }
        return String(text)
    }

    /// Of a sync's state; a name is a sync's own in its project only.
    static func labels(of sync: Sync, _ state: SyncState) -> String {
        #"project="\#(escaped(sync.folder.projectID))",sync="\#(escaped(sync.name))","#
            + #"state="\#(state.rawValue)""#
    }

    private mutating func begin(_ name: String, _ help: String, _ type: String) -> String {
        let full = "checkly_sync_" + name
        text += "# HELP \(full) \(help)\n# TYPE \(full) \(type)\n"
        return full
    }

    mutating func add(_ name: String, _ help: String, gauge: Int) {
        let full = begin(name, help, "gauge")
        text += "\(full) \(gauge)\n"
    }

    mutating func add(
        _ name: String,
        _ help: String,
        _ values: [(labels: String, value: Int)],
        isGauge: Bool = false
    ) {
        let full = begin(name, help, isGauge ? "gauge" : "counter")
        for (labels, value) in values.sorted(by: { $0.labels < $1.labels }) {
            text += "\(full){\(labels)} \(value)\n"
        }
    }

    mutating func add(
        _ name: String,
        _ help: String,
        bounds: [Double],
        _ counts: [Int],
        total: Int,
        sum: Double
    ) {
        let full = begin(name, help, "histogram")
        for (bound, count) in zip(bounds, counts) {
            text += "\(full)_bucket{le=\"\(bound)\"} \(count)\n"
        }
        text += "\(full)_bucket{le=\"+Inf\"} \(total)\n"
        text += "\(full)_sum \(sum)\n\(full)_count \(total)\n"
    }
}
