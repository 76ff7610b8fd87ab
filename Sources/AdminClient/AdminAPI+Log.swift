internal import APIContract
internal import APIRoutes
package import Encodings
package import SyncModel

/// The log, the state that it folds to, and the deliveries that it began with.
extension AdminAPI {
    /// A page of events, about one sync where one is given, by id or name.
    ///
    /// - Throws: `AdminClientError.notFound` and `.ambiguous` as the server finds the sync.
    package func events(
        _ query: [(String, String?)],
        ofSync sync: String? = nil
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(.listEvents, query: query, concerning: sync)
    }

    /// What every sync wants at Checkly.
    package func state(asOf: AsOf? = nil) async throws(AdminClientError) -> JSONValue {
        try await ask(.getState, query: [("asOf", asOf?.argument)])
    }

    /// What came, changed and went between two moments; the later one is now where there is none.
    ///
    /// - Throws: `AdminClientError.notFound` and `.ambiguous` as the server finds the sync.
    package func difference(
        from: AsOf,
        to: AsOf?,
        ofSync sync: String?
    ) async throws(AdminClientError) -> JSONValue {
        let query = [("from", from.argument), ("to", to?.argument)]
        let answer = try await ask(.getDifference, query: query, concerning: sync)
        guard let difference = answer["diff"] else {
            throw .notUnderstood(what: "The server's answer")
        }
        return difference
    }

    /// Has the server fold its whole log again, and go on with the result.
    package func replay() async throws(AdminClientError) -> JSONValue {
        try await ask(.replay)
    }

    private func ask(
        _ route: Route,
        query: [(String, String?)],
        concerning sync: String?
    ) async throws(AdminClientError) -> JSONValue {
        do throws(AdminClientError) {
            return try await ask(route, query: query + [("sync", sync)])
        } catch {
            switch (error, sync) {
            case (.refused(404, _), let sync?): throw .notFound(kind: "sync", name: sync)
            // The log's routes refuse in no other way what they understand.
            case (.refused(400, _), let sync?): throw .ambiguous(kind: "sync", name: sync)
            default: throw error
            }
        }
    }

    /// A page of deliveries.
    package func deliveries(
        _ query: [(String, String?)]
    ) async throws(AdminClientError) -> [JSONValue] {
        try await ask(.listDeliveries, query: query)["deliveries"]?.array ?? []
    }

    /// A delivery with its trail, by its id or a position.
    package func delivery(_ id: String) async throws(AdminClientError) -> JSONValue {
        let answer = try await ask(.getDelivery, [id])
        guard let delivery = answer["delivery"] else {
            throw .notUnderstood(what: "The answer about delivery \(id)")
        }
        return delivery
    }

    /// A delivery's body, built again; with its values, which is recorded, or with placeholders.
    package func rebuiltBody(
        ofDelivery id: String,
        reveals: Bool
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(.rebuildBody, [id], sending: .object(["reveal": .bool(reveals)]))["body"]
            ?? .null
    }

    /// Why a request is refused, or would be.
    package func explanation(
        of question: CanonicalValue
    ) async throws(AdminClientError) -> JSONValue {
        guard let explanation = try await ask(.explain, sending: question)["explanation"] else {
            let route = Route.explain
            throw .notUnderstood(what: "The answer to \(route.method.rawValue) \(route.path)")
        }
        return explanation
    }

    /// Where a value was ever set; recorded in the log.
    package func places(ofValue value: String) async throws(AdminClientError) -> [JSONValue] {
        try await ask(.findValue, sending: .object(["value": .text(value)]))["found"]?.array ?? []
    }

    /// Records that events will be exported, and says which: those after one position, through
    /// another.
    package func recordExport(
        format: String,
        from: AsOf?,
        to: AsOf?
    ) async throws(AdminClientError) -> (after: Int64, through: Int64) {
        let answer = try await ask(
            .recordExport,
            sending: .object([
                "from": .optional(from?.argument), "to": .optional(to?.argument),
                "format": .text(format),
            ])
        )
        guard let after = answer["export"]?["after"]?.integer,
            let through = answer["export"]?["through"]?.integer
        else { throw .notUnderstood(what: "The server's answer") }
        return (after, through)
    }
}
