internal import Cryptography
internal import SyncModel
package import WebhookSignatures

/// Secret events: CloudEvents 1.0 in structured JSON, one or a batch, or a Standard Webhooks envelope.
///
/// It takes a verified delivery and nothing else, so bytes without a good signature cannot be parsed.
package struct SecretEventsPayload: Sendable {
    private let source: String
    private let identityKey: [UInt8]

    /// - Parameters:
    ///   - source: the webhook source the delivery came to; events of two sources are never one.
    ///   - identityKey: 32 bytes; keys the events' identities.
    package init(source: String, identityKey: [UInt8]) {
        self.source = source
        self.identityKey = identityKey
    }

    /// All events of a delivery in their order, at least one; a repetition inside a batch is left out.
    ///
    /// - Throws: `PayloadError` if any part of the body is malformed; then none of it counts.
    package func parse(
        _ delivery: VerifiedDelivery
    ) throws(PayloadError) -> [DeliveredEvent] {
        let body = try PayloadPlace(delivery: delivery)
        if body.value.array != nil { return try parseBatch(body.elements()) }
        if body.value["specversion"] == nil, body.value["type"] != nil {
            return [try parseEnvelope(body, of: delivery)]
        }
        return [try parseCloudEvent(body)]
    }

    private func parseBatch(
        _ elements: [PayloadPlace]
    ) throws(PayloadError) -> [DeliveredEvent] {
        guard elements.count <= PayloadLimit.batchCount else {
            throw .tooManyEvents(count: elements.count)
        }
        guard !elements.isEmpty else {
            return [.init(content: .ignored(type: "batch", reason: "The batch is empty."))]
        }
        var events: [DeliveredEvent] = []
        var known: Set<[UInt8]> = []
        for element in elements {
            let event = try parseCloudEvent(element)
            if let identity = event.identity, !known.insert(identity).inserted { continue }
            events.append(event)
        }
        return events
    }

    private func parseCloudEvent(_ event: PayloadPlace) throws(PayloadError) -> DeliveredEvent {
        guard try event.object().value["specversion"]?.isText("1.0") == true else {
            throw event.member("specversion").expected("\"1.0\"")
        }
        let id = try event.text("id")
        let origin = try event.text("source", limit: PayloadLimit.pathByteCount)
        return try parseContent(
            of: event,
            id: id,
            identity: identity(origin: origin, id: id)
        )
    }

    private func parseEnvelope(
        _ event: PayloadPlace,
        of delivery: VerifiedDelivery
    ) throws(PayloadError) -> DeliveredEvent {
        guard let id = delivery.signedID else { throw .idNotSigned }
        return try parseContent(of: event, id: id, identity: nil)
    }

    private func parseContent(
        of event: PayloadPlace,
        id: String,
        identity: [UInt8]?
    ) throws(PayloadError) -> DeliveredEvent {
        let type = try event.text("type")
        guard let kind = SecretEventType(rawValue: type) else {
            let reason =
                type == "test" ? "It is a test." : "Nothing here acts on this type of event."
            return .init(
                identity: identity,
                id: id,
                content: .ignored(type: PayloadLimit.displayed(type), reason: reason)
            )
        }
        let data = try event.member("data").object()
        return .init(
            identity: identity,
            id: id,
            actor: try data.member("actor").actor(),
            content: try kind.parse(data)
        )
    }

    private func identity(origin: String, id: String) -> [UInt8] {
        let parts = ["checkly-sync/event/v1", source, origin, id]
        return HMAC.authenticate(unambiguousBytes(of: parts), key: identityKey)
    }
}
