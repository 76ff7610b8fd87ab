package import Encodings

/// An event in the log.
package struct RecordedEvent: Sendable, Equatable {
    /// The event's number in the log.
    package var position: Position
    /// A UUID version 7 (RFC 9562) in lower case.
    package var id: String
    /// The server's clock when the event was appended; never before its predecessor's.
    package var recordedAt: Timestamp
    /// The version of the wire form of its data.
    package var version: Int64
    /// The webhook source of the event; nil for the server's own events.
    package var source: String?
    /// The delivery's identity: 32 bytes derived only from what its signature covers.
    package var deliveryIdentity: [UInt8]?
    /// The identity that detects repetitions of the event, 32 bytes: its own, derived from its
    /// sender's id for it, or else the delivery's.
    ///
    /// Nil if no delivery brought the event, and in events of version 0.1.0.
    package var eventIdentity: [UInt8]?
    /// The sender's id of the delivery; for display only.
    package var deliveryID: String?
    /// The id of the webhook secret that the delivery's signature matched; nil if no delivery
    /// brought the event.
    package var secretID: String?
    /// The remote address of the delivery's connection, as seen by the listener.
    package var remoteAddress: String?
    /// Who caused the event, if known.
    package var actor: Actor?
    /// What happened.
    package var body: EventBody
    /// The SHA-256 of each sealed value's ciphertext, by slot.
    package var ciphertextDigests: [[UInt8]]

    /// Makes an event with all its members, as a log or a test does.
    package init(
        position: Position,
        id: String,
        recordedAt: Timestamp,
        version: Int64,
        source: String?,
        deliveryIdentity: [UInt8]?,
        eventIdentity: [UInt8]? = nil,
        deliveryID: String?,
        secretID: String? = nil,
        remoteAddress: String? = nil,
        actor: Actor?,
        body: EventBody,
        ciphertextDigests: [[UInt8]]
    ) {
        self.position = position
        self.id = id
        self.recordedAt = recordedAt
        self.version = version
        self.source = source
        self.deliveryIdentity = deliveryIdentity
        self.eventIdentity = eventIdentity
        self.deliveryID = deliveryID
        self.secretID = secretID
        self.remoteAddress = remoteAddress
        self.actor = actor
        self.body = body
        self.ciphertextDigests = ciphertextDigests
    }
}

extension RecordedEvent {
    /// Whether a snapshot ends the occurrence counts of the keys that are deleted at that point.
    package var snapshotEndsCounts: Bool { version >= 2 }
}

extension RecordedEvent: CanonicalCodable {
    /// The envelope: everything the log stores of an event except the ciphertexts, which it covers
    /// by digest.
    package var canonical: CanonicalValue {
        .object([
            "id": .text(id),
            "data": body.data,
            "type": .text(body.type),
            "actor": actor?.canonical,
            "sealed": .list(ciphertextDigests.map(CanonicalValue.bytes)),
            "source": .optional(source),
            "version": .integer(version),
            "delivery": deliveryIdentity.map(CanonicalValue.bytes),
            "identity": eventIdentity.map(CanonicalValue.bytes),
            "position": .integer(position.number),
            "secretId": .optional(secretID),
            "deliveryId": .optional(deliveryID),
            "recordedAt": .integer(recordedAt.microseconds),
            "remoteAddress": .optional(remoteAddress),
        ])
    }

    /// Accepts envelopes of version 0.1.0, which have no `identity`.
    package init(canonical: CanonicalValue) throws(CanonicalError) {
        var digests: [[UInt8]] = []
        for digest in try canonical.list("sealed") {
            guard case .bytes(let bytes) = digest else { throw .wrongKind(member: "sealed") }
            digests.append(bytes)
        }
        let version = try canonical.integer("version")
        self.init(
            position: Position(try canonical.integer("position")),
            id: try canonical.text("id"),
            recordedAt: Timestamp(microseconds: try canonical.integer("recordedAt")),
            version: version,
            source: try canonical.optionalText("source"),
            deliveryIdentity: canonical.optionalMember("delivery") == nil
                ? nil : try canonical.bytes("delivery"),
            eventIdentity: canonical.optionalMember("identity") == nil
                ? nil : try canonical.bytes("identity"),
            deliveryID: try canonical.optionalText("deliveryId"),
            secretID: try canonical.optionalText("secretId"),
            remoteAddress: try canonical.optionalText("remoteAddress"),
            actor: canonical.optionalMember("actor") == nil ? nil : try canonical.value("actor"),
            body: try EventBody(
                type: try canonical.text("type"),
                version: version,
                data: try canonical.member("data")
            ),
            ciphertextDigests: digests
        )
    }
}
