internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Encodings
package import EventLog
internal import LiveLog
internal import LogModels
internal import Projection
internal import SyncModel
internal import WebhookSignatures

extension ManagementAPI {
    /// The period that is shown unless a request says otherwise.
    private static let usualPeriod = Duration.seconds(86_400)

    /// Adds what shows how much came in and went out, and when a sync changed.
    func addActivityRoutes(to routes: RouteTable) {
        routes.on(.getActivity) { call in
            let end = try await time(Query.activityEnd, of: call) ?? now()
            let start =
                try await time(Query.activityStart, of: call)
                ?? end.advanced(by: .zero - Self.usualPeriod)
            let step = try call.query(Query.step).flatMap(Activity.Step.init) ?? .hour
            return json(of: try await counted(call), from: start, through: end, by: step)
        }
        routes.on(.listMoments) { call in
            let (id, limit) = (try historyID(call), try call.limit)
            let before = try call.query(Query.before).map(Position.init)
            return try await scanned(call) { reader throws(EventLogError) in
                try moments(of: id, before: before, limit: limit, reader)
            }
        }
    }

    /// Reads what requests would wait for otherwise: the times of all events, and the counts of the
    /// last 30 days.
    ///
    /// - Throws: `EventLogError` if the log cannot be read, is closed or is read by too many.
    package func warmUp() async throws(EventLogError) {
        _ = try await log.scans.perform { reader throws(EventLogError) in
            try activityCounting.count(at: now(), reader)
        }
    }

    private func counted(_ call: Call) async throws -> Activity {
        if let known = activityCounting.counted(through: log.head) { return known }
        return try await scanned(call) { reader throws(EventLogError) in
            try activityCounting.count(at: now(), reader)
        }
    }

    private func json(
        of activity: Activity,
        from start: Timestamp,
        through end: Timestamp,
        by step: Activity.Step
    ) -> CanonicalValue {
        let buckets = activity.buckets(from: start, through: end, by: step)
        let refused = Dictionary(grouping: refusedDeliveries()) { step.start(of: $0.refusedAt) }
            .mapValues(\.count)
        var (total, refusedCount) = (Activity.Counts(), 0)
        for bucket in buckets {
            total.add(bucket.counts)
            refusedCount += refused[bucket.start] ?? 0
        }
        return .object([
            "step": .text(step.rawValue),
            "from": .text((buckets.first?.start ?? start).rfc3339),
            "to": .text(end.rfc3339),
            "position": .integer(activity.position.number),
            "points": .list(
                buckets.map { bucket in
                    json(of: bucket.counts, refused: refused[bucket.start] ?? 0)
                        .adding(["at": .text(bucket.start.rfc3339)])
                }
            ),
            "total": json(of: total, refused: refusedCount),
        ])
    }

    private func json(of counts: Activity.Counts, refused: Int) -> CanonicalValue {
        .object([
            "deliveries": .integer(Int64(counts.deliveries)),
            "refused": .integer(Int64(refused)),
            "writes": .integer(Int64(counts.writes)),
            "failedWrites": .integer(Int64(counts.failedWrites)),
            "latency": counts.latencies.count == 0 ? .null : json(of: counts.latencies),
        ])
    }

    private func json(of latencies: LatencyHistogram) -> CanonicalValue {
        func percentile(_ percent: Int) -> CanonicalValue {
            .integer(latencies.milliseconds(ofPercentile: percent) ?? 0)
        }
        return .object([
            "count": .integer(Int64(latencies.count)),
            "p50Milliseconds": percentile(50), "p95Milliseconds": percentile(95),
        ])
    }

    /// A page of the moments of a sync, newest first; `next` is the `before` of the next page.
    private func moments(
        of id: String,
        before: Position?,
        limit: Int,
        _ reader: EventReader
    ) throws(EventLogError) -> CanonicalValue {
        let (moments, rest) = try syncPasts.newest(
            of: id,
            before: before,
            limit: limit,
            scanLimit: Int(historyScanLimit),
            reader
        ) { SyncMoment($0) }
        let page = moments.suffix(limit)
        let next = page.count < moments.count ? page.first?.event.position : rest
        return .object([
            "moments": .list(page.reversed().map(\.json)),
            "next": .optional(next?.number) ?? .null,
        ])
    }
}
