package import SyncModel

/// Reads pages of events that match a query.
extension EventReader {
    /// The maximum size of a page's envelopes in bytes; a single event may exceed it.
    package static let pageByteLimit = 2 << 20
    /// The minimum number of events to read at once when they must be decoded to be matched.
    private static let searchPage = 256

    /// The matching events, at most `limit` of them.
    package func events(_ query: EventQuery) throws(EventLogError) -> [RecordedEvent] {
        var found: [RecordedEvent] = []
        var rest = query
        // If events must be decoded to be matched, pages are read until enough match.
        let pageSize = query.looksInside ? max(query.limit, Self.searchPage) : query.limit
        while found.count < query.limit {
            let page = try store.events(matching: rest, limit: pageSize)
            found += page.filter(query.concerns).prefix(query.limit - found.count)
            guard page.count == pageSize, let last = page.last, query.looksInside else { break }
            if query.isNewest { rest.before = last.position } else { rest.after = last.position }
        }
        return query.isNewest ? found.reversed() : found
    }

    /// The event at a position; nil if there is none.
    package func event(at position: Position) throws(EventLogError) -> RecordedEvent? {
        try events(
            EventQuery(after: Position(position.number - 1), before: position.next, limit: 1)
        )
        .first
    }

    /// The matching events, and the position to continue after if there may be more.
    ///
    /// The page's size in bytes is bounded too. If few events match, this reads through much of the
    /// log and counts as a long read.
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

    /// The matches in the next stretch of the log, as many as fit; ignores the query's own limit.
    ///
    /// `mustGive` says whether the first event is returned even if it alone exceeds the size limit.
    package func look(
        _ query: EventQuery,
        limit: Int,
        byteLimit: Int,
        mustGive: Bool = true
    ) throws(EventLogError) -> EventLook {
        try store.look(query, limit: limit, byteLimit: byteLimit, mustGive: mustGive)
    }

    /// The events about syncs recorded after a time, found without reading the other events.
    ///
    /// Events of one sync are adjacent, newest first.
    package func syncEvents(after time: Timestamp) throws(EventLogError) -> [RecordedEvent] {
        try store.syncEvents(after: time)
    }
}
