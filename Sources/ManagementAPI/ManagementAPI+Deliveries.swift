internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Encodings
internal import EventLog
internal import LiveLog
internal import LogModels
internal import Projection
internal import SyncModel
internal import WebhookSignatures

extension ManagementAPI {
    func addDeliveryRoutes(to routes: RouteTable) {
        routes.on(.listDeliveries) { call in
            let answer = try call.query(Query.answer)
            let isRefused = try call.query(Query.refused) == true || answer == "refused"
            let word = answer.flatMap(RecordedDelivery.Answer.init)
            if answer != nil, word == nil, !isRefused {
                throw APIError.invalid("answer", message: Self.answerRule)
            }
            if let filtered = try await filteredDeliveries(call) { return filtered }
            if isRefused { return try refused(call) }
            let query = DeliveryQuery(
                after: try call.after,
                source: try call.query(Query.source),
                answer: word,
                limit: try call.limit,
                isNewest: try call.query(Query.newestDeliveries) == true
            )
            // Matches may be anywhere in the log.
            let isSearch = query.source != nil || query.answer != nil
            let (deliveries, next) =
                isSearch
                ? try await scanned(call) { reader throws(EventLogError) in
                    try reader.deliveries(query)
                } : try log.reader.deliveries(query)
            return .object([
                "deliveries": .list(deliveries.map { json($0, $0.json) }),
                "next": .optional(next?.number) ?? .null,
            ])
        }
        routes.on(.getDelivery) { call in
            let id = call.parameter("deliveryId")
            if let refused = refusedDeliveries().first(where: { $0.id.hasSameBytes(as: id) }) {
                return .object(["delivery": refused.json])
            }
            let found = try await delivery(id, call)
            let trail = try DeliveryTrail(of: found, reader: log.reader, state: state.current)
            return .object(["delivery": json(found, trail.json)])
        }
        routes.on(.rebuildBody) { call in
            try await rebuiltBody(
                of: try await delivery(call.parameter("deliveryId"), call),
                isRevealed: try BodyRebuilding.resource.read(call.body).isRevealed == true,
                call
            )
        }
    }

    private static let answerRule: String = {
        let words = RecordedDelivery.Answer.allCases.map(\.rawValue) + ["refused"]
        return "Use one of \(words.joined(separator: ", "))"
    }()

    /// What is shown of a delivery, with how often it came again.
    func json(_ delivery: RecordedDelivery, _ shown: CanonicalValue) -> CanonicalValue {
        let repeated = repeated.count(of: delivery.events.lazy.map(\.position))
        return shown.adding([
            "repeated": repeated.map {
                .object([
                    "count": .integer(Int64($0.count)), "lastAt": .text($0.lastAt.rfc3339),
                ])
            } ?? .null
        ])
    }

    /// Finds a delivery by the position of one of its events, or by its sender's id.
    func delivery(_ id: String, _ call: Call) async throws -> RecordedDelivery {
        if let number = Int64(id), (1...max(1, log.head.number)).contains(number),
            let found = try log.reader.delivery(at: Position(number))
        {
            return found
        }
        let found = try await scanned(call) { reader throws(EventLogError) in
            try reader.delivery(id: id)
        }
        guard let found else {
            throw APIError.notFound("There is no delivery \"\(id)\"")
        }
        return found
    }

    /// The refused deliveries, oldest first like all other lists.
    private func refused(_ call: Call) throws -> CanonicalValue {
        let source = try call.query(Query.source)
        let found = refusedDeliveries()
            .filter { refused in
                source.map(refused.source.hasSameBytes) ?? true
            }
        return .object([
            "deliveries": .list(found.prefix(try call.limit).reversed().map(\.json)),
            "next": .null,
        ])
    }
}
