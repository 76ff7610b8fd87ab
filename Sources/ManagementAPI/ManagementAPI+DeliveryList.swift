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
internal import WebhookSignatures

/// Lists of deliveries by what became of them, from either end, and with the refused ones.
extension ManagementAPI {
    /// The maximum number of deliveries that are shown with their outcome.
    private static let outcomeLimit = 50

    /// The deliveries that a request asks for with more than `after`, `source` and `answer`; nil if
    /// it does not.
    func filteredDeliveries(_ call: Call) async throws -> CanonicalValue? {
        let id = try call.query(Query.givenDelivery)
        let isMixed = try call.query(Query.allDeliveries) == true
        guard let list = try await deliveryList(call, isMixed: isMixed, id: id) else { return nil }
        let isRefused = try call.query(Query.refused) == true
        let answer = isRefused ? "refused" : try call.query(Query.answer)
        if answer == "refused", !isMixed {
            let found = try refusedDeliveries(matching: call, list, try await times(call))
            let page = found.prefix(list.limit)
            return .object([
                "deliveries": .list(
                    (list.isDescending ? Array(page) : page.reversed()).map { json($0, in: list) }
                ),
                "next": .null,
            ])
        }
        let page = try await scanned(call) { reader throws(EventLogError) in
            if answer == "refused" { return DeliveryList.Page() }
            if let id { return try list.page(ofID: id, reader) }
            return try list.page(reader)
        }
        guard isMixed else {
            return .object([
                "deliveries": .list(page.entries.map { json($0.delivery, $0.json) }),
                "next": .optional(page.next?.number) ?? .null,
            ])
        }
        let refused =
            [nil, "refused"].contains(answer)
            ? try refusedDeliveries(matching: call, list, try await times(call)) : []
        return try mixed(page, refused, list, after: try call.query(Query.refusedBefore))
    }

    /// What a request asks for; nil if nothing of it is about outcomes, order or a filter inside.
    private func deliveryList(
        _ call: Call,
        isMixed: Bool,
        id: String?
    ) async throws -> DeliveryList? {
        var filter = DeliveryFilter()
        filter.answer = try call.query(Query.answer).flatMap(RecordedDelivery.Answer.init)
        filter.source = try call.query(Query.source)
        filter.key = try call.query(Query.key)
        if let sync = try call.query(Query.deliveredSync) {
            filter.causes = EventCauses(of: try syncID(sync), in: state.current)
        }
        let (after, before) = try await bounds(call)
        let order = try call.query(Query.logOrder)
        let outcome = try call.query(Query.outcome)
        let isSettled = try call.query(Query.settled)
        let showsOutcomes = try call.query(Query.outcomes) == true
        let hasMore = order != nil || outcome != nil || isSettled != nil || showsOutcomes
        let from = try call.query(Query.onlyAfter)
        let isWithin = before != nil || from != nil
        let looksInside = filter.key != nil || filter.causes != nil || id != nil
        guard hasMore || isWithin || looksInside || isMixed else { return nil }
        return DeliveryList(
            after: after,
            before: before,
            limit: try pageLimit(call, showsOutcomes: showsOutcomes),
            isDescending: isMixed || order == "desc",
            filter: filter,
            outcome: outcome,
            isSettled: isSettled,
            showsOutcomes: showsOutcomes,
            stretch: historyScanLimit,
            state: state.current
        )
    }

    private func pageLimit(_ call: Call, showsOutcomes: Bool) throws -> Int {
        guard showsOutcomes else { return try call.limit }
        guard let given = try call.query(Query.limit) else { return Self.outcomeLimit }
        guard given <= Self.outcomeLimit else {
            throw APIError.invalid(
                Query.limit.field.name,
                message: "Use at most \(Self.outcomeLimit) with outcomes"
            )
        }
        return Int(given)
    }

    /// The times of `from` and `to`; refused deliveries have no positions.
    private func times(_ call: Call) async throws -> (from: Timestamp?, through: Timestamp?) {
        (
            try await time(Query.onlyAfter, of: call), try await time(Query.onlyThrough, of: call)
        )
    }

    /// The refused deliveries that match, newest first.
    private func refusedDeliveries(
        matching call: Call,
        _ list: DeliveryList,
        _ times: (from: Timestamp?, through: Timestamp?)
    ) throws -> [RefusedDelivery] {
        let filter = list.filter
        // Nothing is known of what a refused delivery contains, and nothing follows from it.
        guard filter.key == nil, filter.causes == nil, list.outcome ?? "refused" == "refused",
            list.isSettled != false
        else { return [] }
        let id = try call.query(Query.givenDelivery)
        return refusedDeliveries()
            .filter { refused in
                filter.source.map(refused.source.hasSameBytes) ?? true
                    && id.map(refused.id.hasSameBytes) ?? true
                    && times.from.map { refused.refusedAt > $0 } ?? true
                    && times.through.map { refused.refusedAt <= $0 } ?? true
            }
    }

    private func json(_ refused: RefusedDelivery, in list: DeliveryList) -> CanonicalValue {
        list.showsOutcomes
            ? refused.json.adding(["outcome": .text("refused"), "settled": .bool(true)])
            : refused.json
    }

    /// Recorded and refused deliveries by time, newest first.
    ///
    /// - Parameters:
    ///   - page: The recorded ones, newest first.
    ///   - refused: The refused ones, newest first.
    ///   - list: What is asked for.
    ///   - last: The last refused delivery of the page before; nil if it had none.
    /// - Returns: The page as answered, as many as `limit` allows.
    /// - Throws: `EventLogError` if the log cannot be read.
    private func mixed(
        _ page: DeliveryList.Page,
        _ refused: [RefusedDelivery],
        _ list: DeliveryList,
        after last: String?
    ) throws -> CanonicalValue {
        var rest = refused[...]
        if let last {
            rest = refused.drop { !$0.id.hasSameBytes(as: last) }.dropFirst()
        }
        // Older ones come after recorded deliveries that this page did not reach.
        let reached = try page.next.flatMap { try log.reader.event(at: $0)?.recordedAt }
        var (shown, recordedCount, lastRefused) = ([CanonicalValue](), 0, last)
        while shown.count < list.limit {
            let recorded = page.entries.dropFirst(recordedCount).first
            let isNext = rest.first.map { refused in
                recorded.map { refused.refusedAt > $0.delivery.first.recordedAt }
                    ?? reached.map { refused.refusedAt >= $0 } ?? true
            }
            if isNext == true, let refused = rest.popFirst() {
                shown.append(json(refused, in: list))
                lastRefused = refused.id
            } else if let recorded {
                shown.append(json(recorded.delivery, recorded.json))
                recordedCount += 1
            } else {
                break
            }
        }
        let next: Position? =
            if recordedCount < page.entries.count {
                page.entries[recordedCount].delivery.last.position.next
            } else {
                // Position 1 is before every delivery, so that only refused ones follow.
                page.next ?? (rest.isEmpty ? nil : Position(1))
            }
        return .object([
            "deliveries": .list(shown), "next": .optional(next?.number) ?? .null,
            "nextRefused": next == nil ? .null : .optional(lastRefused) ?? .null,
        ])
    }
}

extension DeliveryList {
    /// The delivery with an id, and the one that brought the event at a position, where they match.
    fileprivate func page(
        ofID id: String,
        _ reader: EventReader
    ) throws(EventLogError) -> Page {
        var found: [RecordedDelivery] = []
        if let number = Int64(id), number > 0, number <= (try reader.head()).number,
            let delivery = try reader.delivery(at: Position(number))
        {
            found.append(delivery)
        }
        if let delivery = try reader.delivery(id: id), delivery != found.first {
            found.append(delivery)
        }
        found.sort { ($0.first.position > $1.first.position) == isDescending }
        var page = Page()
        for delivery in found where filter.matches(delivery) {
            let first = delivery.first.position
            guard first > after, before.map({ first < $0 }) ?? true else { continue }
            if let entry = try entry(of: delivery, reader) { page.entries.append(entry) }
        }
        return page
    }
}
