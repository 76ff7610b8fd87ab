internal import EventLog
internal import HTTPTypes
internal import LiveState
package import Projection
package import SyncModel

extension ManagementAPI {
    private static let eventLimit: Int64 = 1000
    /// How many events one page of a history looks at; a page may end with fewer entries than asked for.
    private static let historyScanLimit: Int64 = 50_000

    func addLogRoutes(to routes: RouteTable) {
        routes.on(
            .get,
            "/api/v1/events",
            streaming: { call, lastID in
                var query = try query(call)
                if let last = lastID.flatMap(Int64.init) { query.after = Position(last) }
                return EventStream(log: log, state: state, query: query).response
            }
        ) { call in
            let query = try query(call)
            let events = try log.reader.events(query)
            let next = events.count == query.limit ? events.last?.position.number : nil
            return .record([
                "events": .list(events.map(\.view)), "next": next.map { .integer($0) } ?? .null,
            ])
        }
        routes.on(.get, "/api/v1/events/:position") { call in
            let text = call.parameter("position")
            guard let number = Int64(text),
                let event = try log.reader.event(at: Position(number))
            else { throw APIError.notFound("There is no event at position \(text)") }
            return .record(["event": event.view])
        }
        routes.on(.get, "/api/v1/state") { call in
            let then = try await stateAsked(call)
            return .record([
                "asOf": then.asOf,
                "stateHash": .text(stateHash(then)),
                "syncs": .list(
                    then.syncs.values.sorted { $0.name < $1.name }.map { $0.stateView(in: then) }
                ),
            ])
        }
        routes.on(.get, "/api/v1/secret-syncs/checkly/:syncId/state") { call in
            let then = try await stateAsked(call)
            let id = call.parameter("syncId").lowercased()
            guard let sync = then.syncs[id] else { throw Self.unknownSync(id) }
            return sync.stateView(in: then)
                .adding(["asOf": then.asOf, "stateHash": .text(stateHash(then))])
        }
        routes.on(.post, "/api/v1/replay") { _ in try swapState() }
        routes.on(.get, "/api/v1/diff") { call in
            guard let from = try moment("from", of: call) else {
                throw APIError.invalid("from", message: "Required")
            }
            let end = try moment("to", of: call) ?? log.head
            let sync = call.query("sync").map(syncID)
            let before = try await history.state(asOf: from)
            let after = end == log.head ? state.current : try await history.state(asOf: end)
            return .record([
                "diff": StateDifference(from: before, to: after, syncID: sync).view
            ])
        }
        routes.on(.get, "/api/v1/secret-syncs/checkly/:syncId/history") { call in
            let limit = Int(try number("limit", of: call, in: 1...Self.eventLimit) ?? 100)
            let after = Position(try number("after", of: call, in: 0...Int64.max) ?? 0)
            let (entries, next) = try await syncHistory(
                of: call.parameter("syncId").lowercased(),
                after: min(after, log.head),
                limit: limit,
                key: call.query("key")
            )
            return .record([
                "history": .list(entries.map(\.view)), "next": .optional(next?.number) ?? .null,
            ])
        }
    }

    private func query(_ call: Call) throws -> EventQuery {
        EventQuery(
            after: Position(try number("after", of: call, in: 0...Int64.max) ?? 0),
            before: try number("before", of: call, in: 0...Int64.max).map(Position.init),
            limit: Int(try number("limit", of: call, in: 1...Self.eventLimit) ?? 100),
            type: call.query("type"),
            source: call.query("source"),
            sync: call.query("sync").map(syncID),
            key: call.query("key")
        )
    }

    /// Folds the whole log beside the live state and goes on with the result.
    private func swapState() throws -> CanonicalValue {
        var folded = State()
        var count: Int64 = 0
        try log.reader.forEach(after: .beforeFirst) { event in
            folded.apply(event)
            count += 1
        }
        let (state, wasEqual) = try state.swap(for: folded, from: log.reader)
        return .record([
            "events": .integer(count),
            "position": .integer(state.position.number),
            "stateHash": .text(stateHash(state)),
            "matchesLive": .bool(wasEqual),
        ])
    }

    /// The state asked for with `asOf`; the present where it is not there.
    private func stateAsked(_ call: Call) async throws -> State {
        guard let position = try moment("asOf", of: call), position < log.head else {
            return state.current
        }
        return try await history.state(asOf: position)
    }

    private func moment(_ name: String, of call: Call) throws -> Position? {
        try position(call.query(name).map(JSONValue.string), named: name)
    }

    /// What happened to a sync, also to one that is gone, with where to go on after `limit` entries.
    private func syncHistory(
        of id: String,
        after start: Position,
        limit: Int,
        key: String?
    ) async throws -> (entries: [SyncHistory.Entry], next: Position?) {
        let isKnown =
            try state.read { $0.syncs[id] != nil }
            || !log.reader.events(EventQuery(limit: 1, sync: id)).isEmpty
        guard isKnown else { throw Self.unknownSync(id) }
        var history = SyncHistory(of: id, after: try await self.history.state(asOf: start))
        var entries: [SyncHistory.Entry] = []
        var next: Position?
        let end = Position(start.number + Self.historyScanLimit)
        try log.reader.scan(after: start, through: end) { event in
            if let entry = history.take(event), key.map(entry.concerns) ?? true {
                entries.append(entry)
            }
            if entries.count == limit || event.position == end { next = event.position }
            return next == nil
        }
        // The next page begins where this one ended.
        if next != nil { await self.history.remember(history.state) }
        return (entries, next)
    }

    private static func unknownSync(_ id: String) -> APIError {
        .notFound("Could not find Checkly Sync with ID \"\(id)\"")
    }

    private func syncID(_ idOrName: String) -> String {
        state.current.syncs.values.first { $0.name == idOrName }?.id ?? idOrName
    }

    func number(
        _ name: String,
        of call: Call,
        in range: ClosedRange<Int64>
    ) throws(APIError) -> Int64? {
        guard let text = call.query(name) else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            throw .invalid(
                name,
                message: "Expected a number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }
}

extension State {
    /// The moment a state stands for.
    package var asOf: CanonicalValue {
        .record([
            "position": .integer(position.number),
            "recordedAt": .optional(recordedAt?.rfc3339) ?? .null,
        ])
    }
}

extension Sync {
    /// What a sync wants in a state, key by key.
    package func stateView(in state: State) -> CanonicalValue {
        .record([
            "sync": .record(["id": .text(id), "name": .text(name)]),
            "variables": variablesView(in: state),
        ])
    }
}

extension StateDifference {
    /// The difference as scripts rely on it.
    package var view: CanonicalValue {
        .record([
            "added": .list(added.map(\.view)), "changed": .list(changed.map(\.view)),
            "removed": .list(removed.map(\.view)),
        ])
    }
}

extension StateDifference.Entry {
    fileprivate var view: CanonicalValue {
        .record([
            "syncId": .text(syncID), "key": .text(key),
            "from": .optional(from?.text) ?? .null, "to": .optional(to?.text) ?? .null,
            "position": .optional(position?.number) ?? .null,
        ])
    }
}

extension SyncHistory.Entry {
    /// The event, and what it changed for the sync.
    fileprivate var view: CanonicalValue {
        event.view.adding(["changes": .list(changes.map(\.view))])
    }

    fileprivate func concerns(_ key: String) -> Bool {
        changes.contains { $0.key == key } || event.concerns(key)
    }
}
