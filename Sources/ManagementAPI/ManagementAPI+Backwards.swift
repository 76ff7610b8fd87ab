internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Encodings
internal import EventLog
internal import LiveLog
internal import LogModels
internal import Projection
internal import ReadModels
internal import SyncModel

/// Pages of the log from its new end.
extension ManagementAPI {
    /// The positions between which a request asks for entries: `after` and `from` on one side,
    /// `before` and `to` on the other.
    func bounds(_ call: Call) async throws -> (after: Position, before: Position?) {
        let from = try await moment(Query.onlyAfter, of: call) ?? .beforeFirst
        let ends = [
            try call.query(Query.before).map(Position.init),
            try await moment(Query.onlyThrough, of: call)?.next,
        ]
        return (max(try call.after, from), ends.compactMap(\.self).min())
    }

    /// A page of events, newest first; `next` is the `before` of the next page.
    ///
    /// It looks at a bounded stretch of the log, so there may be few events and a next page all the
    /// same.
    func newestEvents(
        _ query: EventQuery,
        _ reader: EventReader
    ) throws(EventLogError) -> String {
        let head = try reader.head()
        var stretch = query
        let before = min(query.before ?? head.next, head.next)
        stretch.before = before
        stretch.after = max(query.after, Position(before.number - 1 - historyScanLimit))
        let events = try reader.page(stretch).events
        var next: Position?
        if let oldest = events.first {
            // The page may have ended because it is large.
            if oldest.position.number > query.after.number + 1 { next = oldest.position }
        } else if stretch.after > query.after {
            next = stretch.after.next
        }
        return Self.list("events", events.reversed().map(\.json.jsonText), next: next)
    }

    /// A page of a sync's history, newest first; `next` is the `before` of the next page.
    func newestHistory(
        of id: String,
        _ after: Position,
        _ before: Position?,
        limit: Int,
        key: String?,
        _ reader: EventReader
    ) throws(EventLogError) -> String {
        let (entries, rest) = try syncPasts.newest(
            of: id,
            after: after,
            before: before,
            limit: limit,
            scanLimit: Int(historyScanLimit),
            key: key,
            reader
        ) { $0 }
        var (texts, byteCount): ([String], Int) = ([], 0)
        var next = rest
        for entry in entries.reversed() {
            if texts.count == limit || byteCount >= Self.historyByteLimit {
                // `before` leaves out the entry that it names, which is shown already.
                break
            }
            texts.append(entry.json.jsonText)
            byteCount += texts.last?.utf8.count ?? 0
        }
        if texts.count < entries.count {
            next = entries[entries.count - texts.count].event.position
        }
        return Self.list("history", texts, next: next)
    }

    /// The time of a moment: its own, or that of the event at its position; nil if it is not given.
    func time(
        _ parameter: Parameter<GivenMoment>,
        of call: Call
    ) async throws -> Timestamp? {
        guard let given = try call.query(parameter) else { return nil }
        if case .time(let time)? = given.moment { return time }
        guard let position = try await position(given, call) else { return nil }
        return try log.reader.event(at: position)?.recordedAt
    }
}

extension Call {
    /// Whether the newest comes first.
    var isDescending: Bool {
        get throws(APIError) { try query(Query.logOrder) == "desc" }
    }
}
