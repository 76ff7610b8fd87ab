package import Encodings

/// An event as the log holds it.
package struct RecordedEvent: Sendable, Equatable {
    package var position: Position
    /// A UUID version 7 (RFC 9562) in lower case.
    package var id: String
    package var recordedAt: Timestamp
    /// The version of the form its data was written in.
    package var version: Int64
    /// The webhook source it came from; nil for the server's own.
    package var source: String?
    /// The delivery's identity, 32 bytes made only from what its signature covers.
    package var deliveryIdentity: [UInt8]?
    /// Under which identity the event is remembered, 32 bytes: its own, made of what its sender calls it, or else the
    /// delivery's; nil for what no delivery brought, and in events of version 0.1.0.
    package var eventIdentity: [UInt8]?
    /// The delivery's id as the sender names it; for display, it decides nothing.
    package var deliveryID: String?
    /// The webhook secret that the delivery's signature matched, by id; nil for what no delivery brought.
    package var secretID: String?
    /// The address the delivery's connection came from, as the listener saw it.
    package var remoteAddress: String?
    package var actor: Actor?
    package var body: EventBody
    /// SHA-256 of each sealed value's ciphertext, by slot.
    package var ciphertextDigests: [[UInt8]]

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
    /// Whether a snapshot ends the counts of the keys that are deleted by then.
    package var snapshotEndsCounts: Bool { version >= 2 }
}

extension RecordedEvent: CanonicalCodable {
    /// The envelope: everything the log stores of an event but the ciphertexts, of which it holds the digests.
    package var canonical: CanonicalValue {
        .record([
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

    /// What the API and the command line show of an event.
    package var view: CanonicalValue {
        .record([
            "position": .integer(position.number),
            "id": .text(id),
            "type": .text(body.type),
            "version": .integer(version),
            "recordedAt": .text(recordedAt.rfc3339),
            "source": .optional(source),
            "deliveryId": .optional(deliveryID),
            "secretId": .optional(secretID),
            "remoteAddress": .optional(remoteAddress),
            "actor": actor?.canonical,
            "data": body.view,
        ])
    }
}

extension EventBody {
    /// What is shown of its data: as it is recorded, but a source's scheme as the API takes it.
    fileprivate var view: CanonicalValue {
        if case .source(.created(let source)) = self { return source.eventView }
        if case .source(.updated(let source)) = self { return source.eventView }
        return data
    }
}
