internal import APIRoutes
internal import APIServing
internal import Encodings
internal import EventLog
internal import LiveLog
internal import LogModels
internal import Projection
internal import ReadModels
internal import SecretSealing
internal import SyncModel

/// How the server stands, as one answer.
extension ManagementAPI {
    /// How the server stands.
    ///
    /// - Throws: `EventLogError`.
    func status() async throws -> CanonicalValue {
        let now = state.current
        let work = conditions.work(in: now)
        let addresses = facts.addresses()
        return .object([
            "version": .text(Product.version),
            "startedAt": .text(startedAt.rfc3339),
            "log": logJSON(now),
            "lag": try lagJSON(work),
            "checkpoint": signing.standing().json(head: now.position, now: self.now()),
            "hold": now.hold?.json ?? .null,
            "counts": countsJSON(now, work),
            "runs": openRunsJSON(now),
            "waitingRuns": work.runsJSON,
            "budgets": .list(await budgets(of: Set(now.syncs.values.map(\.destination.accountID)))),
            "addresses": .object([
                "publicUrl": .optional(addresses.publicURL) ?? .null,
                "webhooks": .text(addresses.webhooks), "admin": .text(addresses.admin),
            ]),
            "settings": settings(),
        ])
    }

    /// What is left of the budget of requests to some accounts.
    func budgets(of accountIDs: Set<String>) async -> [CanonicalValue] {
        var budgets: [CanonicalValue] = []
        for id in accountIDs.sorted() {
            budgets.append(await budget(of: id).adding(["accountId": .text(id)]))
        }
        return budgets
    }

    /// The budget of requests to an account: how many a minute has, and how many are left now.
    func budget(of accountID: String) async -> CanonicalValue {
        .object([
            "limit": .integer(Int64(facts.requestLimit)),
            "left": .integer(Int64(await facts.requestsLeft(accountID))),
        ])
    }

    private func logJSON(_ now: State) -> CanonicalValue {
        let sizes = facts.sizes()
        return .object([
            "position": .integer(now.position.number),
            "recordedAt": .optional(now.recordedAt?.rfc3339) ?? .null,
            "isWritable": .bool(log.isWritable),
            "problem": log.problem.map {
                .object(["code": .text($0.code), "message": .text($0.message)])
            } ?? .null,
            "masterKeyId": .text(sealer.masterKeyID),
            "bytes": .integer(Int64(sizes.database + sizes.writeAheadLog)),
            "databaseBytes": .integer(Int64(sizes.database)),
        ])
    }

    private func lagJSON(_ work: WaitingWork) throws -> CanonicalValue {
        guard let (sync, position) = work.earliest else { return .null }
        let since = try log.reader.event(at: position)?.recordedAt
        let age = since.map { max(0, (now().milliseconds - $0.milliseconds) / 1000) }
        return .object([
            "position": .integer(position.number), "since": .optional(since?.rfc3339) ?? .null,
            "seconds": .optional(age) ?? .null, "syncId": .text(sync.id),
            "name": .text(sync.name),
        ])
    }

    private func countsJSON(_ now: State, _ work: WaitingWork) -> CanonicalValue {
        func count(_ number: Int) -> CanonicalValue { .integer(Int64(number)) }
        return .object([
            "syncs": count(now.syncs.count), "connections": count(now.connections.count),
            "sources": count(now.sources.count), "folders": count(now.folders.count),
            "secrets": count(now.folders.values.reduce(0) { $0 + $1.secrets.count }),
            "refusedDeliveries": count(refusedDeliveries().count),
            "waitingRuns": count(work.runs.count),
        ])
    }

    private func openRunsJSON(_ now: State) -> CanonicalValue {
        let open = now.syncs.values.filter { now.statuses[$0.id]?.openRun != nil }
            .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        func count(_ number: Int) -> CanonicalValue { .integer(Int64(number)) }
        return .list(
            open.map { sync in
                let activity = activity(sync.id) ?? RunActivity()
                return .object([
                    "syncId": .text(sync.id), "name": .text(sync.name),
                    "kind": .text(now.statuses[sync.id]?.openRun?.kind.rawValue ?? "push"),
                    "planned": count(activity.planned), "done": count(activity.done),
                    "failed": count(activity.failed),
                ])
            }
        )
    }
}
