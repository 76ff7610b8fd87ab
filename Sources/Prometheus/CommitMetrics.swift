internal import LogModels
internal import Metrics
internal import Projection
internal import Synchronization
package import SyncModel

/// Counts what commits record, and how long it took.
package final class CommitMetrics: Sendable {
    private let pushes: CounterFamily<String>
    private let variables: CounterFamily<String>
    private let differing: CounterFamily<String>
    private let append: Timer
    private let deliveryToCheckly: Timer
    private let recent = Mutex(RecentSecrets())

    init(factory: any MetricsFactory) {
        pushes = CounterFamily(.pushes, in: factory) { [("outcome", $0)] }
        variables = CounterFamily(.variables, in: factory) { [("outcome", $0)] }
        differing = CounterFamily(.differingRepetitions, in: factory) { [("source", $0)] }
        pushes.announce("succeeded", "failed", "needs-consent")
        variables.announce("written", "deleted", "failed", "skipped")
        append = Timer(label: MetricFamily.append.name, factory: factory)
        deliveryToCheckly = Timer(label: MetricFamily.deliveryToCheckly.name, factory: factory)
    }

    /// Counts what a commit recorded.
    ///
    /// - Parameters:
    ///   - events: What was recorded.
    ///   - now: The time at which it is on disk.
    package func count(_ events: [RecordedEvent], at now: Timestamp) {
        for event in events {
            append.recordMicroseconds(Self.microseconds(from: event.recordedAt, to: now))
            count(event)
        }
    }

    private func count(_ event: RecordedEvent) {
        switch event.body {
        case .secrets(.changed), .secrets(.snapshot), .folder(.observed):
            recent.withLock { $0.add(event.position, recordedAt: event.recordedAt) }
        case .push(.variableWritten(let variable)):
            variables.increment("written")
            if let position = variable.value?.place.position,
                let start = recent.withLock({ $0.recordedAt(position) })
            {
                let time = Self.microseconds(from: start, to: event.recordedAt)
                deliveryToCheckly.recordMicroseconds(time)
            }
        case .delivery(.differed): differing.increment(event.source ?? "")
        case .push(.variableDeleted): variables.increment("deleted")
        case .push(.variableFailed): variables.increment("failed")
        case .push(.variableSkipped): variables.increment("skipped")
        case .push(.finished(_, .succeeded)): pushes.increment("succeeded")
        case .push(.finished(_, .failed(let problem, _)))
        where problem.code == PushProblem.needsConsent:
            pushes.increment("needs-consent")
        case .push(.finished(_, .failed)): pushes.increment("failed")
        case .source, .connection, .sync, .pushing, .administration, .secrets(.imports),
            .folder(.declaredComplete), .folder(.notified), .folder(.fetchFailed),
            .folder(.emptiedHeld), .folder(.emptiedConfirmed), .delivery(.ignored),
            .delivery(.malformed), .push(.started), .push(.attempted):
            break
        }
    }

    private static func microseconds(from start: Timestamp, to end: Timestamp) -> Int64 {
        max(0, end.microseconds - start.microseconds)
    }
}
