internal import EventLog
internal import HTTPTypes
internal import LiveState
package import Projection
package import SyncModel

extension ManagementAPI {
    private static let eventLimit: Int64 = 1000

    func addLogRoutes(to routes: RouteTable) {
        routes.on(
            .get,
            "/api/v1/events",
            streaming: { call, lastID in
                var query = try query(call)
                if let last = lastID.flatMap(Int64.init) { query.after = Position(last) }
                let caller = Caller.current
                return EventStream(
                    log: log,
                    state: state,
                    query: query,
                    isAllowed: { isValid(caller) }
                )
                .response
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
            guard let number = Int64(text), number > 0, number <= log.head.number,
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
            let id = try call.uuid("syncId")
            let then = try await stateAsked(call)
            guard let sync = then.syncs[id] else { throw Self.unknownSync(id) }
            return sync.stateView(in: then)
                .adding([
                    "asOf": then.asOf, "stateHash": .text(stateHash(then)),
                    "written": .list(
                        then.ledger.written(by: sync.id)
                            .map { place, key in
                                .record([
                                    "key": .text(key), "accountId": .text(place.accountID),
                                    "groupId": .optional(place.groupID),
                                ])
                            }
                    ),
                ])
        }
        routes.on(.post, "/api/v1/replay") { _ in try swapState() }
        routes.on(.get, "/api/v1/diff") { call in
            guard let from = try moment("from", of: call) else {
                throw APIError.invalid("from", message: "Required")
            }
            let end = try moment("to", of: call) ?? log.head
            let before = try await history.state(asOf: from)
            let after = end == log.head ? state.current : try await history.state(asOf: end)
            let sync = try call.query("sync").map { try syncID($0, in: [after, before]) }
            return .record([
                "diff": StateDifference(from: before, to: after, syncID: sync).view
            ])
        }
        routes.on(.get, "/api/v1/secret-syncs/checkly/:syncId/history") { call in
            let limit = Int(try number("limit", of: call, in: 1...Self.eventLimit) ?? 100)
            let after = Position(try number("after", of: call, in: 0...Int64.max) ?? 0)
            let (entries, next) = try await syncHistory(
                of: try call.uuid("syncId"),
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
            sync: try call.query("sync").map { try syncID($0) },
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
        try await state(asOf: try moment("asOf", of: call))
    }

    /// The state as of a position; the present where none is given.
    func state(asOf position: Position?) async throws -> State {
        guard let position, position < log.head else { return state.current }
        return try await history.state(asOf: position)
    }

    private func moment(_ name: String, of call: Call) throws -> Position? {
        // In a query, the plus sign of a time's offset from UTC that was not escaped is a blank.
        let text = call.query(name)?.replacing(" ", with: "+")
        return try position(text.map(JSONValue.string), named: name)
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
        let end = Position(start.number + historyScanLimit)
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

    /// The id of a sync that there is, or was in one of some earlier states; by its id also one that is long gone.
    private func syncID(_ idOrName: String, in earlier: [State] = []) throws -> String {
        for state in [state.current] + earlier {
            if let sync = try sync(called: idOrName, in: state) { return sync.id }
        }
        if try log.reader.events(EventQuery(limit: 1, sync: idOrName)).isEmpty {
            throw APIError.notFound("Could not find Checkly Sync \"\(idOrName)\"")
        }
        return idOrName
    }

    /// The sync with this id or name; nil where there is none.
    ///
    /// - Throws: `APIError` 400 where several have the name.
    func sync(called idOrName: String, in state: State) throws(APIError) -> Sync? {
        let found = state.syncs(called: idOrName)
        if found.count > 1 {
            throw .badRequest("More than one Checkly Sync is called \"\(idOrName)\"; use its ID")
        }
        return found.first
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
    /// What a sync wants in a state, key by key; where it is about too much for that, the problem in its place.
    package func stateView(in state: State) -> CanonicalValue {
        .record([
            "sync": .record(["id": .text(id), "name": .text(name)]),
            "problem": state.excess(of: self)?.canonical,
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
            .adding(
                superseded.isEmpty
                    ? [:] : ["superseded": .list(superseded.map(CanonicalValue.text))]
            )
    }

    fileprivate func concerns(_ key: String) -> Bool {
        changes.contains { $0.key == key } || event.concerns(key)
            || superseded.contains { NameKey($0) == NameKey(key) }
    }
}
