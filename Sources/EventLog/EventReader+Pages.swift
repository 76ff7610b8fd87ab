package import SyncModel

/// Reading what matches a query.
extension EventReader {
    /// How many bytes of envelopes a page has at most; one event alone may have more.
    package static let pageByteLimit = 2 << 20
    /// How many events are read at once, at least, where they are looked into.
    private static let searchPage = 256

    /// The events that match, at most `limit` of them.
    package func events(_ query: EventQuery) throws(EventLogError) -> [RecordedEvent] {
        var found: [RecordedEvent] = []
        var rest = query
        // Where events are looked into, pages are read until there is enough.
        let pageSize = query.looksInside ? max(query.limit, Self.searchPage) : query.limit
        while found.count < query.limit {
            let page = try store.events(matching: rest, limit: pageSize)
            found += page.filter(query.concerns).prefix(query.limit - found.count)
            guard page.count == pageSize, let last = page.last, query.looksInside else { break }
            if query.isNewest { rest.before = last.position } else { rest.after = last.position }
        }
        return query.isNewest ? found.reversed() : found
    }

    /// The event at a position, or nil where there is none.
    package func event(at position: Position) throws(EventLogError) -> RecordedEvent? {
        try events(
            EventQuery(after: Position(position.number - 1), before: position.next, limit: 1)
        )
        .first
    }

    /// The events that match, with where to go on behind them if there may be more.
    ///
    /// A large event does not make a page large. It goes through the log until there are enough, so where few match it is a
    /// long read.
    package func page(
        _ query: EventQuery
    ) throws(EventLogError) -> (events: [RecordedEvent], next: Position?) {
        if query.isNewest {
            return (try store.newest(query, byteLimit: Self.pageByteLimit), nil)
        }
        let end = min(query.before.map { Position($0.number - 1) } ?? Position(.max), try head())
        var (events, byteCount, rest) = ([RecordedEvent](), 0, query)
        while rest.after < end, events.count < query.limit {
            let look = try look(
                rest,
                limit: query.limit - events.count,
                byteLimit: Self.pageByteLimit - byteCount,
                mustGive: events.isEmpty
            )
            events += look.events
            byteCount += look.byteCount
            rest.after = look.reached
            if look.isFull { return (events, events.last?.position) }
        }
        return (events, events.count == query.limit ? events.last?.position : nil)
    }

    /// What matches in the next stretch of the log, as much as fits; the query's own limit is not looked at.
    ///
    /// `mustGive` says whether the first event is given even if it alone is too large.
    package func look(
        _ query: EventQuery,
        limit: Int,
        byteLimit: Int,
        mustGive: Bool = true
    ) throws(EventLogError) -> EventLook {
        try store.look(query, limit: limit, byteLimit: byteLimit, mustGive: mustGive)
    }

    /// The events about syncs that were recorded after a time, however much else was recorded since.
    ///
    /// Those of one sync come together, newest first.
    package func syncEvents(after time: Timestamp) throws(EventLogError) -> [RecordedEvent] {
        try store.syncEvents(after: time)
    }
}
