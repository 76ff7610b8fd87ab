internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Encodings
internal import EventLog
internal import LiveLog
internal import LogModels
internal import Notifications
internal import Projection
package import ReadModels
internal import SyncModel
internal import WebhookSignatures

extension ManagementAPI {
    /// How many events of a sync are read at once, from the newest on.
    private static let runPage = 1000

    /// Adds what the first page of a dashboard asks.
    func addAttentionRoutes(to routes: RouteTable) {
        routes.on(.listRuns) { call in try await runs(call) }
        routes.on(.listAttention) { _ in
            let items = attention
            let problemCount = items.count { $0.severity == .problem }
            return .object([
                "items": .list(items.map(\.json)),
                "problems": .integer(Int64(problemCount)),
                "notices": .integer(Int64(items.count - problemCount)),
            ])
        }
        routes.on(.getStatus) { _ in try await status() }
        routes.on(.search) { call in
            let text = (try call.query(Query.searched) ?? "").trimmed
            let number = Int64(text.hasPrefix("#") ? String(text.dropFirst()) : text)
            let event = try number.flatMap { number in
                (1...max(1, log.head.number)).contains(number)
                    ? try log.reader.event(at: Position(number)) : nil
            }
            return SearchResult(for: text, in: state.current, limit: try call.limit).json
                .adding(["event": event?.json ?? .null])
        }
    }

    /// Everything that waits for a person, or is worth knowing; problems first.
    package var attention: [AttentionItem] {
        logItems + checkpointItems + serverItems() + (notifier?.items ?? [])
            + conditions.attention(in: state.current, at: now(), refusals: refusalSummaries)
    }

    /// Whether nothing can be recorded now, which comes before everything else.
    private var logItems: [AttentionItem] {
        guard let problem = log.problem else { return [] }
        return [
            AttentionItem(
                AttentionItem.logNotWritable,
                .problem,
                .server,
                "Nothing can be recorded, so deliveries are refused: \(problem.message)",
                hint:
                    "Free space on the disk, or mend it; deliveries that are sent again are taken."
            )
        ]
    }

    /// Whether checkpoints are signed, and witnessed, as often as the settings want it.
    private var checkpointItems: [AttentionItem] {
        let (standing, now) = (signing.standing(), now())
        func reason(_ problem: (code: String, message: String)?) -> String {
            problem.map { " \($0.message)" } ?? ""
        }
        var items: [AttentionItem] = []
        if standing.isLate(head: log.head, now: now) {
            items.append(
                AttentionItem(
                    "checkpoint-late",
                    .problem,
                    .server,
                    "The log grows, and no checkpoint is signed." + reason(standing.problem),
                    hint: "Look for \"checkpoint\" in the server's log.",
                    since: standing.newest?.signedAt
                )
            )
        }
        if standing.isWitnessLate(now: now) {
            items.append(
                AttentionItem(
                    "witness-late",
                    .problem,
                    .server,
                    "The witness does not sign the newest checkpoint."
                        + reason(standing.witnessProblem),
                    hint: "Look at the witness; the server asks it again by itself.",
                    since: standing.newestWitnessed?.signedAt
                )
            )
        }
        return items
    }

    private func runs(_ call: Call) async throws -> CanonicalValue {
        let (id, limit) = (try call.uuid("syncId"), try call.limit)
        let openRunID = state.read { $0.statuses[id]?.openRun?.id }
        let isKnown =
            try state.read { $0.syncs[id] != nil }
            || !log.reader.events(EventQuery(limit: 1, sync: id)).isEmpty
        guard isKnown else { throw Self.unknownSync(id) }
        let before = try call.query(Query.before).map(Position.init)
        let list = try await scanned(call) { reader throws(EventLogError) in
            var list = RunList()
            var query = EventQuery(before: before, limit: Self.runPage, sync: id)
            query.isNewest = true
            while list.runs.count < limit {
                let page = try reader.events(query)
                for event in page.reversed() where list.runs.count < limit { list.take(event) }
                guard page.count == Self.runPage, let oldest = page.first else { break }
                query.before = oldest.position
            }
            return list
        }
        let next = list.runs.count == limit ? list.runs.last?.started.position : nil
        return .object([
            "runs": .list(list.runs.map { $0.json(openRunID: openRunID) }),
            "next": .optional(next?.number) ?? .null,
        ])
    }

    /// The kept refusals by source; those without a signature may come from anybody.
    private var refusalSummaries: [String: RefusalSummary] {
        let unsigned = Refusal.missingHeader("").code
        var summaries: [String: RefusalSummary] = [:]
        for refused in refusedDeliveries() where refused.code != unsigned {
            if summaries[refused.source] == nil {
                summaries[refused.source] = RefusalSummary(
                    signedCount: 0,
                    lastAt: refused.refusedAt,
                    message: refused.message,
                    hint: refused.hint
                )
            }
            summaries[refused.source]?.signedCount += 1
        }
        return summaries
    }
}
