internal import HTTPTypes
internal import LiveState
internal import EventLog
internal import Projection
internal import SyncModel

extension ManagementAPI {
    private static let eventLimit: Int64 = 1000

    func addLogRoutes(to routes: RouteTable) {
        routes.on(.get, "/api/v1/events") { call in
            let limit = Int(try number("limit", of: call, in: 1...Self.eventLimit) ?? 100)
            let sync = call.query("sync").map(syncID)
            let events = try log.reader.events(
                EventQuery(
                    after: Position(try number("after", of: call, in: 0...Int64.max) ?? 0),
                    before: try number("before", of: call, in: 0...Int64.max).map(Position.init),
                    limit: limit,
                    type: call.query("type"),
                    source: call.query("source"),
                    sync: sync,
                    key: call.query("key")
                )
            )
            let next = events.count == limit ? events.last?.position.number : nil
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
            let now = try stateAsked(call)
            return .record([
                "asOf": now.asOf,
                "stateHash": .text(stateHash(now)),
                "syncs": .list(
                    now.syncs.values.sorted { $0.name < $1.name }.map { variables(of: $0, in: now) }
                ),
            ])
        }
        routes.on(.get, "/api/v1/secret-syncs/checkly/:syncId/state") { call in
            let now = try stateAsked(call)
            return variables(of: try sync(call), in: now)
                .adding([
                    "asOf": now.asOf, "stateHash": .text(stateHash(now)),
                ])
        }
    }

    private func stateAsked(_ call: Call) throws -> State {
        let now = state.current
        if let asked = try number("asOf", of: call, in: 0...Int64.max), asked != now.position.number
        {
            throw APIError.invalid("asOf", message: "This version shows the present only")
        }
        return now
    }

    private func variables(of sync: Sync, in state: State) -> CanonicalValue {
        .record([
            "sync": .record(["id": .text(sync.id), "name": .text(sync.name)]),
            "variables": sync.variablesView(in: state),
        ])
    }

    private func syncID(_ idOrName: String) -> String {
        state.current.syncs.values.first { $0.name == idOrName }?.id ?? idOrName
    }

    private func number(
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
    var asOf: CanonicalValue {
        .record([
            "position": .integer(position.number),
            "recordedAt": .optional(recordedAt?.rfc3339) ?? .null,
        ])
    }
}
