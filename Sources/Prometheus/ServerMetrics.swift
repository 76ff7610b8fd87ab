package import ChecklyClient
internal import Metrics
package import Projection
internal import ReadModels
package import SyncModel

/// What has happened since the start, counted, and what the state says, for Prometheus.
package final class ServerMetrics: Sendable {
    private struct Request: Hashable {
        let method: String
        let route: String
        let status: Int?
    }

    /// Holds what grows; what the state says is set anew in a registry for each page, so that syncs
    /// and accounts that are gone leave nothing behind.
    private let registry: PrometheusRegistry
    private let requests: CounterFamily<Request>
    private let notifications: CounterFamily<String>
    /// What is counted of deliveries.
    package let deliveries: DeliveryMetrics
    /// What is counted of commits.
    package let commits: CommitMetrics

    /// Nothing is counted yet.
    package init() {
        let registry = PrometheusRegistry()
        self.registry = registry
        requests = CounterFamily(.requests, in: registry) {
            let status = $0.status.map(String.init) ?? "none"
            return [("method", $0.method), ("route", $0.route), ("status", status)]
        }
        notifications = CounterFamily(.notifications, in: registry) { [("outcome", $0)] }
        notifications.announce("accepted", "failed")
        deliveries = DeliveryMetrics(factory: registry)
        commits = CommitMetrics(factory: registry)
    }

    /// Counts a request to Checkly.
    package func countRequest(_ outcome: ChecklyRequestOutcome) {
        requests.increment(
            Request(method: outcome.method, route: outcome.route, status: outcome.status)
        )
    }

    /// Counts a try to send a notification.
    package func countNotification(isAccepted: Bool) {
        notifications.increment(isAccepted ? "accepted" : "failed")
    }

    /// Everything counted, and what the state says, in Prometheus' text format.
    ///
    /// - Parameters:
    ///   - state: The live state.
    ///   - head: The log's newest position.
    ///   - logByteCount: The size of the log's files.
    ///   - isWritable: Whether the log can be written.
    ///   - budgets: How many requests may begin now, by account.
    ///   - activity: How far the run of a sync is; nil where none is under way.
    ///   - figures: What is said of the server beside its log.
    /// - Returns: The page.
    package func text(
        state: State,
        head: Position,
        logByteCount: Int,
        isWritable: Bool,
        budgets: [String: Int],
        activity: (_ syncID: String) -> RunActivity? = { _ in nil },
        figures: ServerFigures = ServerFigures()
    ) -> String {
        let standing = PrometheusRegistry()
        MetricFamily.logHead.set(Int(head.number), in: standing)
        MetricFamily.logBytes.set(logByteCount, in: standing)
        MetricFamily.logWritable.set(isWritable ? 1 : 0, in: standing)
        Self.set(state, activity, in: standing)
        for (account, count) in budgets {
            MetricFamily.requestsLeft.set(count, [("account", account)], in: standing)
        }
        Self.set(figures, in: standing)
        return PrometheusRegistry.text(of: MetricFamily.page, from: registry, standing)
    }

    private static func set(
        _ state: State,
        _ activity: (_ syncID: String) -> RunActivity?,
        in factory: any MetricsFactory
    ) {
        let syncs = state.syncs.values
        let waiting = syncs.filter { state.pendingRun(of: $0) != nil }.count
        let parked = syncs.filter { state.waitsForSomebody($0) }.count
        let changes = syncs.reduce(0) { $0 + state.parkedChanges(of: $1).count }
        let paused = state.statuses.values.filter { $0.pause != nil }.count
        MetricFamily.syncs.set(syncs.count, in: factory)
        MetricFamily.syncsWaiting.set(waiting, in: factory)
        MetricFamily.syncsParked.set(parked, in: factory)
        MetricFamily.changesParked.set(changes, in: factory)
        MetricFamily.syncsPaused.set(paused, in: factory)
        MetricFamily.pushingHeld.set(state.hold == nil ? 0 : 1, in: factory)
        for sync in syncs {
            let condition = state.condition(of: sync, activity: activity(sync.id))
            let status = state.statuses[sync.id]
            // A name is a sync's own in its project only.
            let labels = [("project", sync.folder.projectID), ("sync", sync.name)]
            let stateLabel = ("state", condition.state.rawValue)
            MetricFamily.syncState.set(1, labels + [stateLabel], in: factory)
            MetricFamily.syncPinned.set(condition.isPinned ? 1 : 0, labels, in: factory)
            MetricFamily.syncHeld.set(condition.isHeld ? 1 : 0, labels, in: factory)
            MetricFamily.syncDrifted.set(
                status?.driftDetectedAt == nil ? 0 : 1,
                labels,
                in: factory
            )
            if let time = status?.lastSyncedAt {
                MetricFamily.syncLastSuccess.set(time.seconds, labels, in: factory)
            }
        }
    }

    private static func set(_ figures: ServerFigures, in factory: any MetricsFactory) {
        if let version = figures.version {
            MetricFamily.buildInfo.set(1, [("version", version)], in: factory)
        }
        if let time = figures.newestBackup {
            MetricFamily.newestBackup.set(time.seconds, in: factory)
        }
        if let bytes = figures.diskFree { MetricFamily.diskFree.set(Int(bytes), in: factory) }
        for (name, isFailing) in figures.failingNotifications {
            MetricFamily.notificationFailing.set(
                isFailing ? 1 : 0,
                [("notification", name)],
                in: factory
            )
        }
        guard let process = figures.process else { return }
        MetricFamily.startTime.set(process.startTime, in: factory)
        MetricFamily.cpuTime.set(process.cpuTime, in: factory)
        MetricFamily.residentMemory.set(process.residentBytes, in: factory)
        MetricFamily.openFiles.set(process.openFiles, in: factory)
        MetricFamily.fileLimit.set(process.fileLimit, in: factory)
    }
}

extension Timestamp {
    /// The seconds since 1970, as Prometheus counts time.
    fileprivate var seconds: Double { Double(microseconds) / 1_000_000 }
}
