internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Encodings
internal import SyncModel
internal import WebhookSignatures

/// Trying the way of a source's deliveries.
extension ManagementAPI {
    /// The maximum number of characters of a response that are shown.
    private static let bodyLimit = 4096

    func addTestingRoutes(to routes: RouteTable) {
        routes.on(.testSource) { call in
            let source = try source(call)
            let given = try SourceTest.resource.read(call.body)
            guard let explained = try explained(source.name) else {
                throw APIError.badRequest("The source \(source.name) cannot be read")
            }
            let secret = try secret(given.secretID, of: explained)
            let url = try given.way == .publicURL ? publicAddress(of: source) : nil
            try tests.note(call.caller, at: now())
            let id = "test-" + makeUUID()
            let request: IncomingRequest
            do throws(SecretError) {
                request = try TestDelivery.request(
                    of: source.payload,
                    scheme: explained.scheme,
                    secret: secret.value,
                    id: id,
                    at: now()
                )
            } catch {
                throw APIError.badRequest(error.description)
            }
            let newest = refusedDeliveries().first?.number ?? 0
            let answer =
                if let url {
                    await testing.post(url, request)
                } else {
                    await testing.inside(source.name, request)
                }
            let refused = refusedDeliveries()
                .first { $0.number > newest && $0.source == source.name }
            return .object([
                "test": json(answer, position: Self.position(in: answer))
                    .adding([
                        "via": .text(given.way.rawValue), "url": .optional(url) ?? .null,
                        "secretId": .text(secret.id), "deliveryId": .text(id),
                        "refusedId": .optional(refused?.id) ?? .null,
                        "explanation": answer.status == Self.refusal
                            ? try explanation(of: request, refused, explained, isInside: url == nil)
                            : .null,
                    ])
            ])
        }
    }

    private static let refusal = 401

    /// The secret with this id, or the newest that is valid now.
    private func secret(
        _ id: String?,
        of source: ExplainedSource
    ) throws(APIError) -> WebhookSecret {
        if let id {
            guard let secret = source.secrets.first(where: { $0.id == id }) else {
                throw .invalid("secretId", message: "The source has no secret with this id")
            }
            return secret
        }
        let now = now()
        guard let secret = source.secrets.last(where: { $0.isActive(at: now) }) else {
            throw .badRequest("The source has no secret that is valid now; name one in secretId")
        }
        return secret
    }

    private func publicAddress(of source: WebhookSource) throws(APIError) -> String {
        guard let url = testing.publicURL else {
            throw .badRequest(
                "The address that senders use is not known; set CHECKLY_SYNC_PUBLIC_URL"
            )
        }
        return url + "/webhooks/" + source.name
    }

    /// The position that a response names; nil unless the delivery is recorded.
    private static func position(in answer: SourceTesting.Answer) -> Int64? {
        guard answer.status == 202, let body = try? JSONValue.parse(Array(answer.body.utf8)) else {
            return nil
        }
        return body["position"]?.integer
    }

    private func json(
        _ answer: SourceTesting.Answer,
        position: Int64?
    ) -> CanonicalValue {
        .object([
            "status": answer.status.map { .integer(Int64($0)) } ?? .null,
            "body": answer.status == nil
                ? .null : .text(String(answer.body.prefix(Self.bodyLimit)).printable()),
            "isAccepted": .bool(position != nil),
            "position": .optional(position) ?? .null,
            "problem": answer.problem.map {
                .object([
                    "code": .text($0.code), "message": .text($0.message), "hint": .text($0.hint),
                ])
            } ?? .null,
        ])
    }

    /// Why a test delivery was refused; null if it was refused elsewhere than in this server.
    ///
    /// What came over the network may have been changed on its way, so it is explained as it
    /// arrived.
    private func explanation(
        of request: IncomingRequest,
        _ refused: RefusedDelivery?,
        _ source: ExplainedSource,
        isInside: Bool
    ) throws -> CanonicalValue {
        if isInside {
            let explainer = Explainer(source: source, others: try otherSources(than: source.name))
            let found = explainer.explain(request, now: now())
            return explanationJSON(found, of: source.name, isBodyKept: true)
        }
        guard let refused else { return .null }
        let found = Explainer.explain(refused, source: source, now: now())
        return explanationJSON(found, of: source.name, isBodyKept: false)
    }
}
