internal import Encodings
internal import Cryptography
internal import SyncModel
package import WebhookSignatures

/// Secret events: CloudEvents 1.0 in structured JSON, single or batched, or a Standard Webhooks
/// envelope.
///
/// It accepts only verified deliveries, so bytes without a valid signature cannot be parsed.
package struct SecretEventsPayload: Sendable {
    private let source: String
    private let identityKey: [UInt8]
    /// The preset of a sender that also posts its own notifications; nil if only secret events are
    /// expected.
    private let sender: String?
    /// Whether the headers mark the body as the bare data of a CloudEvent.
    private let isBinaryMode: Bool

    ///  - Parameters:
    ///   - source: The webhook source of the delivery; events of different sources are never equal.
    ///   - identityKey: 32 bytes, the key for the events' identities.
    ///   - preset: How the source signs; if such senders post notifications of their own, these are
    ///     ignored.
    ///   - isBinaryMode: Whether the request has the header `ce-specversion`.
    package init(
        source: String,
        identityKey: [UInt8],
        preset: SignaturePreset? = nil,
        isBinaryMode: Bool = false
    ) {
        self.source = source
        self.identityKey = identityKey
        self.isBinaryMode = isBinaryMode
        sender = preset.flatMap { $0.postsOwnNotifications ? $0.rawValue : nil }
    }

    /// Parses all events of a delivery, at least one, in order; repetitions within a batch are
    /// dropped.
    ///
    /// - Throws: `PayloadError` if any part of the body is malformed; the whole delivery is
    ///   rejected then.
    package func parse(
        _ delivery: VerifiedDelivery
    ) throws(PayloadError) -> [DeliveredEvent] {
        let body = try JSONCursor(delivery: delivery)
        if body.value.array != nil { return try parseBatch(body.elements()) }
        if let sender, let own = Self.ownNotification(body.value, of: sender) { return [own] }
        if isBinaryMode, body.value["specversion"] == nil { throw .binaryMode }
        if body.value["specversion"] == nil, body.value["type"] != nil {
            return [try parseEnvelope(body, of: delivery)]
        }
        return [try parseCloudEvent(body)]
    }

    private func parseBatch(
        _ elements: [JSONCursor]
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

    /// A sender's own notification, such as GitHub's `ping`; nil if the body could be a secret
    /// event.
    private static func ownNotification(_ body: JSONValue, of sender: String) -> DeliveredEvent? {
        guard body.members != nil, body["specversion"] == nil else { return nil }
        let type = body["type"]?.string ?? body["action"]?.string ?? "none"
        if SecretEventType(rawValue: type) != nil { return nil }
        return DeliveredEvent(
            content: .ignored(
                type: PayloadLimit.displayed(type),
                reason:
                    "It is a notification of \(sender)'s own; only CloudEvents that hold secret "
                    + "events are acted on."
            )
        )
    }

    private func parseCloudEvent(_ event: JSONCursor) throws(PayloadError) -> DeliveredEvent {
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
        _ event: JSONCursor,
        of delivery: VerifiedDelivery
    ) throws(PayloadError) -> DeliveredEvent {
        guard let id = delivery.signedID else { throw .idNotSigned }
        return try parseContent(of: event, id: id, identity: nil)
    }

    private func parseContent(
        of event: JSONCursor,
        id: String,
        identity: [UInt8]?
    ) throws(PayloadError) -> DeliveredEvent {
        let type = try event.text("type")
        guard let kind = SecretEventType(rawValue: type) else {
            let reason =
                type == "test"
                ? "It is a test."
                : UnknownWord.reason(
                    type,
                    "type of event",
                    SecretEventType.allCases.map(\.rawValue)
                )
            return .init(
                identity: identity,
                id: id,
                content: .ignored(type: PayloadLimit.displayed(type), reason: reason)
            )
        }
        let data = try event.data().object()
        return .init(
            identity: identity,
            id: id,
            actor: try data.member("actor").actor(),
            content: try kind.parse(data)
        )
    }

    private func identity(origin: String, id: String) -> [UInt8] {
        let parts = ["checkly-sync/event/v1", source, origin, id]
        return HMAC.authenticate(lengthPrefixedBytes(of: parts), key: identityKey)
    }
}

extension SignaturePreset {
    /// Whether such senders post notifications that we do not act on.
    fileprivate var postsOwnNotifications: Bool {
        switch self {
        case .github, .stripe, .slack, .shopify, .doppler: true
        case .hanzoKMS, .infisical, .standardWebhooks, .svix: false
        }
    }
}

extension JSONCursor {
    /// The data of a CloudEvent, decoded if it is in base64 (CloudEvents 1.0, JSON format, section
    /// 3.1).
    fileprivate func data() throws(PayloadError) -> JSONCursor {
        let encoded = member("data_base64")
        if encoded.value.isNull { return member("data") }
        guard member("data").value.isNull else { throw .dataGivenTwice }
        guard let bytes = encoded.value.string.flatMap({ Base64.decode($0) }) else {
            throw encoded.expected("base64")
        }
        do {
            return JSONCursor(value: try JSONValue.parse(bytes), path: encoded.path)
        } catch {
            throw .dataNotJSON(error)
        }
    }
}
