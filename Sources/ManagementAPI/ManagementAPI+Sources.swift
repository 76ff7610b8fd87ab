internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Commands
internal import Encodings
internal import EventLog
internal import LiveLog
internal import Projection
internal import ReadModels
internal import SyncModel
internal import WebhookSignatures

extension ManagementAPI {
    func addSourceRoutes(to routes: RouteTable) {
        routes.on(.listSources) { _ in
            let sources = state.current.sources.values.sorted { $0.name < $1.name }
            return .object(["webhookSources": .list(sources.map(json))])
        }
        routes.on(.getSource) { call in
            response(try source(call))
        }
        routes.on(.createSource) { call in
            try await refuseWrongReader(call.body)
            return try await perform(.createSource(try NewSource.resource.read(call.body)), call)
        }
        routes.on(.updateSource) { call in
            try await refuseWrongReader(call.body)
            let source = try source(call)
            let update = try SourceUpdate.resource(of: source).read(call.body, for: .change)
            return try await perform(.source(name: source.name, .update(update)), call)
        }
        routes.on(.deleteSource) { call in
            try await perform(.source(name: call.parameter("name"), .delete), call)
        }
        routes.on(.addSourceSecret) { call in
            let source = try source(call)
            let secret = try NewSecret.resource(for: source).read(call.body)
            return try await perform(.source(name: source.name, .addSecret(secret)), call)
        }
        routes.on(.removeSourceSecret) { call in
            let removal = SourceAction.removeSecret(id: call.parameter("secretId"))
            return try await perform(.source(name: call.parameter("name"), removal), call)
        }
    }

    func source(_ call: Call) throws(APIError) -> WebhookSource {
        try source(call.parameter("name"))
    }

    func source(_ name: String) throws(APIError) -> WebhookSource {
        guard let source = state.current.sources[name] else {
            throw APIError(CommandRefusal.unknownSource(name: name))
        }
        return source
    }

    func response(_ source: WebhookSource) -> CanonicalValue {
        .object(["webhookSource": json(source)])
    }

    private func json(_ source: WebhookSource) -> CanonicalValue {
        let refusals = refusedDeliveries().filter { $0.source == source.name }
        // A copy: deliveries need the state meanwhile.
        let now = state.current
        return now.json(of: source, lastFetch: fetches.lastFetch)
            .adding([
                "path": .text("/webhooks/\(source.name)"),
                "lastMatchedAt":
                    .optional(now.secretUses[source.name]?.values.max()?.rfc3339) ?? .null,
                "lastRefusal": refusals.first.map {
                    .object([
                        "id": .text($0.id), "at": .text($0.refusedAt.rfc3339),
                        "code": .text($0.code), "message": .text($0.message),
                    ])
                } ?? .null,
                "refusedCount": .integer(Int64(refusals.count)),
                "syncs": conditions.readers(ofSource: source.name, in: now),
            ])
    }
}
