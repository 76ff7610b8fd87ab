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
    func addExplanationRoutes(to routes: RouteTable) {
        routes.on(.explain) { call in
            let given = try GivenRequest.resource.read(call.body)
            if let id = given.deliveryID { return try explain(refused: id) }
            let now = given.time ?? now()
            guard let source = try explained(given.source) else {
                return json(Explainer.unknownSource(), of: given.source, isBodyKept: true)
            }
            return json(
                Explainer(source: source, others: try otherSources(than: given.source))
                    .explain(given.request, now: now),
                of: given.source,
                isBodyKept: true
            )
        }
    }

    private func explain(refused id: String) throws -> CanonicalValue {
        guard let refused = refusedDeliveries().first(where: { $0.id.hasSameBytes(as: id) }) else {
            throw APIError.notFound("There is no refused delivery \"\(id)\"; list them again")
        }
        let explanation = Explainer.explain(
            refused,
            source: try explained(refused.source),
            now: now()
        )
        return json(explanation, of: refused.source, isBodyKept: false)
            .adding(["delivery": refused.json])
    }

    func otherSources(than name: String) throws -> [ExplainedSource] {
        try state.current.sources.keys.filter { $0 != name }.sorted().compactMap(explained)
    }

    /// A source with its secrets opened; they do not leave the explanation.
    func explained(_ name: String) throws -> ExplainedSource? {
        guard name.isASCII, let source = state.current.sources[name] else { return nil }
        let scheme =
            try SignaturePreset(rawValue: source.preset)?.scheme
            ?? SignatureScheme.custom(source.scheme)
        return ExplainedSource(
            name: name,
            scheme: scheme,
            secrets: try source.secrets.compactMap { try opened($0, of: name) },
            toleranceSeconds: source.toleranceSeconds,
            isEnabled: source.isEnabled,
            createdAt: source.createdAt,
            updatedAt: source.updatedAt
        )
    }

    private func opened(
        _ secret: WebhookSource.Secret,
        of source: String
    ) throws -> WebhookSecret? {
        let name = ValueName.webhookSecret(source: source, id: secret.id)
        guard let value = try vault.open(secret.value, as: name) else { return nil }
        return WebhookSecret(
            id: secret.id,
            value: value,
            notBefore: secret.notBefore,
            notAfter: secret.notAfter
        )
    }

    private func json(
        _ explanation: Explanation,
        of source: String,
        isBodyKept: Bool
    ) -> CanonicalValue {
        .object([
            "explanation": explanationJSON(explanation, of: source, isBodyKept: isBodyKept)
        ])
    }

    func explanationJSON(
        _ explanation: Explanation,
        of source: String,
        isBodyKept: Bool
    ) -> CanonicalValue {
        .object([
            "source": .text(source),
            "accepted": .bool(explanation.isAccepted),
            "bodyKept": .bool(isBodyKept),
            "refusal": explanation.refusal.map(problemJSON) ?? .null,
            "steps": .list(explanation.steps.map(\.json)),
            "nearMisses": .list(explanation.nearMisses.map(\.json)),
            "changes": .list(explanation.changes.map(CanonicalValue.text)),
        ])
    }
}

private func problemJSON(_ problem: any ExplainedError) -> CanonicalValue {
    .object([
        "code": .text(problem.code), "message": .text(problem.message), "hint": .text(problem.hint),
    ])
}

extension Explanation.Step {
    fileprivate var json: CanonicalValue {
        .object([
            "step": .text(name.rawValue), "outcome": .text(outcome.rawValue),
            "message": .optional(message) ?? .null,
        ])
    }
}

extension NearMiss {
    fileprivate var json: CanonicalValue {
        .object([
            "proven": .bool(isProven), "secretId": .optional(secretID) ?? .null,
            "deviations": .list(deviations.map(problemJSON)),
        ])
    }
}
