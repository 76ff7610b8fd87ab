internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Encodings
internal import EventLog
internal import Hummingbird
internal import LiveLog
internal import LogModels
internal import Projection
internal import ReadModels
internal import Synchronization
internal import SyncModel

extension ManagementAPI {
    /// The maximum size in bytes of a page of history as JSON, not counting its last entry.
    static let historyByteLimit = 4 << 20
    /// The maximum number of secrets in a state that is shown without queueing for a scan.
    private static let promptSecretCount = 5000

    func addLogRoutes(to routes: RouteTable) {
        addEventRoutes(to: routes)
        routes.onText(.getState) { call in
            try await stateText(call) { then in
                .object([
                    "asOf": then.asOf,
                    "stateHash": .text(stateHash(then)),
                    "syncs": .list(
                        then.syncs.values.sorted { $0.name < $1.name }
                            .map { $0.stateJSON(in: then) }
                    ),
                ])
            }
        }
        routes.onText(.getSyncState) { call in
            let id = try call.uuid("syncId")
            if try call.query(Query.statePart) != nil { return try await desired(by: id, call) }
            let isAbsent = Mutex(false)
            let isHashed = try call.query(Query.leavesHashOut) != true
            let text = try await stateText(call) { then in
                guard let sync = then.syncs[id] else {
                    isAbsent.withLock { $0 = true }
                    return .null
                }
                return sync.stateJSON(in: then)
                    .adding([
                        "asOf": then.asOf,
                        "stateHash": isHashed ? .text(stateHash(then)) : .null,
                        "written": .list(
                            then.ledger.written(by: sync.id)
                                .map { place, key in
                                    .object([
                                        "key": .text(key), "accountId": .text(place.accountID),
                                        "groupId": .optional(place.groupID),
                                    ])
                                }
                        ),
                    ])
            }
            if isAbsent.withLock(\.self) { throw Self.unknownSync(id) }
            return text
        }
        routes.onText(.replay) { call in
            try await scanText(call) { reader throws(EventLogError) in try swapState(reader) }
        }
        routes.onText(.getDifference) { call in try await diff(call) }
        routes.onText(.getHistory) { call in
            let (limit, after) = (try call.limit, try call.after)
            let (id, key) = (try historyID(call), try call.query(Query.historyKey))
            if try call.isDescending {
                let (after, before) = try await bounds(call)
                return try await scanned(call) { reader throws(EventLogError) in
                    try newestHistory(of: id, after, before, limit: limit, key: key, reader)
                }
            }
            let start = min(max(after, try await bounds(call).after), log.head)
            return try await scanned(call) { reader throws(EventLogError) in
                try syncHistory(of: id, after: start, limit: limit, key: key, reader)
            }
        }
    }

    /// The id of a sync that exists or did.
    ///
    /// - Throws: `APIError` 404 if the log knows none of it.
    func historyID(_ call: Call) throws -> String {
        let id = try call.uuid("syncId")
        let isKnown =
            try state.read { $0.syncs[id] != nil }
            || !log.reader.events(EventQuery(limit: 1, sync: id)).isEmpty
        guard isKnown else { throw Self.unknownSync(id) }
        return id
    }

    private func addEventRoutes(to routes: RouteTable) {
        routes.onText(
            .listEvents,
            streaming: { call, lastID in
                var query = try await query(call)
                if let last = lastID.flatMap(Int64.init) { query.after = Position(last) }
                let caller = call.caller
                return EventStream(
                    log: log,
                    state: state,
                    query: query,
                    isAllowed: { authenticator.isValid(caller) },
                    threads: threads,
                    place: try followers.enter()
                )
                .response
            }
        ) { call in
            let query = try await query(call)
            let isDescending = try call.isDescending
            let page = { @Sendable (reader: EventReader) throws(EventLogError) -> String in
                if isDescending { return try newestEvents(query, reader) }
                let (events, next) = try reader.page(query)
                return Self.list("events", events.map(\.json.jsonText), next: next)
            }
            // Matches may be anywhere in the log, unless an index finds them.
            let isSearch = query.type != nil || query.source != nil || query.looksInside
            return isSearch ? try await scanned(call, page) : try page(log.reader)
        }
        routes.on(.getEvent) { call in
            let text = call.parameter("position")
            guard let number = Int64(text), number > 0, number <= log.head.number,
                let event = try log.reader.event(at: Position(number))
            else { throw APIError.notFound("There is no event at position \(text)") }
            return .object(["event": event.json])
        }
    }

    /// A page of a list as JSON, made from the texts of its entries.
    static func list(_ name: String, _ entries: [String], next: Position?) -> String {
        let end = next.map { "\($0.number)" } ?? "null"
        return "{\"\(name)\":[\(entries.joined(separator: ","))],\"next\":\(end)}"
    }

    private func query(_ call: Call) async throws -> EventQuery {
        let (after, before) = try await bounds(call)
        var query = EventQuery(
            after: max(after, try await moment(Query.since, of: call) ?? .beforeFirst),
            before: before,
            limit: try call.limit,
            type: try call.query(Query.type),
            source: try call.query(Query.source),
            sync: try call.query(Query.sync).map { try syncID($0) },
            key: try call.query(Query.key)
        )
        query.isNewest = try call.query(Query.newest) == true || call.isDescending
        if let sync = query.sync, try call.query(Query.causes) == true {
            query.causes = EventCauses(of: sync, in: state.current)
        }
        return query
    }

    /// Folds the whole log beside the current state and replaces that state with the result.
    private func swapState(_ reader: EventReader) throws(EventLogError) -> CanonicalValue {
        let (folded, wasEqual) = try state.swap { position throws(EventLogError) in
            var folded = State()
            try reader.forEach(after: .beforeFirst, through: position) { folded.apply($0) }
            return folded
        }
        if !wasEqual { conditions.forget() }
        return .object([
            // Positions have no gaps.
            "events": .integer(folded.position.number),
            "position": .integer(folded.position.number),
            "stateHash": .text(stateHash(folded)),
            "matchesLive": .bool(wasEqual),
        ])
    }

    /// The state as of a position; the current one if none is given.
    func state(asOf position: Position?) async throws -> State {
        guard let position, position < log.head else { return state.current }
        return try await history.state(asOf: position)
    }

    /// A state that is right about what a sync desired at a position; the current one if none is
    /// given.
    func state(of id: String, asOf position: Position?, _ call: Call) async throws -> State {
        guard let position, position < log.head else { return state.current }
        return try await scanned(call) { reader throws(EventLogError) in
            try syncPasts.state(of: id, asOf: position, reader)
        }
    }

    /// What a sync desired at the moment that `asOf` names, or desires now.
    private func desired(by id: String, _ call: Call) async throws -> String {
        let then = try await state(of: id, asOf: try await moment(Query.asOf, of: call), call)
        guard let sync = then.syncs[id] else { throw Self.unknownSync(id) }
        return sync.stateJSON(in: then, showsPushes: false)
            .adding(["asOf": then.asOf, "stateHash": .null, "written": .null])
            .jsonText
    }

    /// Answers from the state that `asOf` names, or from the current one without it.
    ///
    /// A state with many secrets, or one that must be folded, takes long.
    private func stateText(
        _ call: Call,
        _ json: @escaping @Sendable (State) -> CanonicalValue
    ) async throws -> String {
        let asked = try await moment(Query.asOf, of: call).flatMap { $0 < log.head ? $0 : nil }
        let secretCount = state.current.folders.values.reduce(0) { $0 + $1.secrets.count }
        if asked == nil, secretCount <= Self.promptSecretCount {
            return json(state.current).jsonText
        }
        return try await scanText(call) { reader throws(EventLogError) in
            guard let asked else { return json(state.current) }
            return json(try history.state(asOf: asked, from: reader))
        }
    }

    private func diff(_ call: Call) async throws -> String {
        let from = try await moment(Query.from, of: call) ?? .beforeFirst
        let end = try await moment(Query.to, of: call) ?? log.head
        let (before, after) = try await scanned(call) { reader throws(EventLogError) in
            let before = try history.state(asOf: from, from: reader)
            let isNow = end == log.head
            return (before, isNow ? state.current : try history.state(asOf: end, from: reader))
        }
        let sync = try call.query(Query.sync).map { try syncID($0, in: [after, before]) }
        return try await scanText(call) { _ throws(EventLogError) in
            .object(["diff": StateDifference(from: before, to: after, syncID: sync).json])
        }
    }

    func moment(
        _ parameter: Parameter<GivenMoment>,
        of call: Call
    ) async throws -> Position? {
        try await position(try call.query(parameter), call)
    }

    /// The history of a sync, even a deleted one, as a page limited in entries and bytes.
    private func syncHistory(
        of id: String,
        after start: Position,
        limit: Int,
        key: String?,
        _ reader: EventReader
    ) throws(EventLogError) -> String {
        let stretch = try syncPasts.stretch(
            of: id,
            after: start,
            through: try reader.head(),
            limit: Int(historyScanLimit),
            isNewest: false,
            reader
        )
        var history = SyncHistory(of: id, after: stretch.state, key: key)
        var entries: [String] = []
        var byteCount = 0
        var next: Position?
        let end = stretch.hasMore ? stretch.positions.last : nil
        try reader.scan(at: stretch.positions) { event in
            if let entry = history.take(event) {
                entries.append(entry.json.jsonText)
                byteCount += entries.last?.utf8.count ?? 0
            }
            let isFull = entries.count == limit || byteCount >= Self.historyByteLimit
            if isFull || event.position == end { next = event.position }
            return next == nil
        }
        return Self.list("history", entries, next: next)
    }

    /// The id of a sync that exists, or existed in one of some earlier states; by its id, even of
    /// one deleted long ago.
    func syncID(_ idOrName: String, in earlier: [State] = []) throws -> String {
        for state in [state.current] + earlier {
            if let sync = try sync(called: idOrName, in: state) { return sync.id }
        }
        if try log.reader.events(EventQuery(limit: 1, sync: idOrName)).isEmpty {
            throw APIError.notFound("Could not find Checkly Sync \"\(idOrName)\"")
        }
        return idOrName
    }

    /// The sync with this id or name; nil if there is none.
    ///
    /// - Throws: `APIError` 400 if several have this name.
    func sync(called idOrName: String, in state: State) throws(APIError) -> Sync? {
        let found = state.syncs(called: idOrName)
        if found.count > 1 {
            throw .badRequest("More than one Checkly Sync is called \"\(idOrName)\"; use its ID")
        }
        return found.first
    }
}
