internal import Encodings
package import SyncModel

/// A delivery that a source accepts and ignores, to try the way that a sender's deliveries take.
package enum TestDelivery {
    /// The event type that both payloads ignore.
    private static let type = "test"
    private static let origin = "/checkly-sync/test"

    /// A signed request, as a sender would post it.
    ///
    /// - Parameters:
    ///   - payload: What the source's bodies look like.
    ///   - scheme: How the source signs.
    ///   - secret: What to sign with.
    ///   - id: The id of the delivery, without white space and full stops.
    ///   - time: When it is signed.
    /// - Returns: The request with its headers and its body.
    /// - Throws: `SecretError` if the secret cannot be used with the scheme.
    package static func request(
        of payload: WebhookSource.Payload,
        scheme: SignatureScheme,
        secret: SecretValue,
        id: String,
        at time: Timestamp
    ) throws(SecretError) -> IncomingRequest {
        var body = body(of: payload, id: id, at: time)
        if let signed = scheme.time {
            let number = signed.unit == .milliseconds ? time.milliseconds : time.milliseconds / 1000
            let value = JSONValue.number("\(number)")
            if let member = signed.mustEqualMember { body = body.setting(value, at: [member]) }
            if case .body(let pointer) = signed.from {
                body = body.setting(value, at: pointer.tokens)
            }
        }
        let bytes = Array(body.text.utf8)
        let signature = try SignatureSigner(scheme: scheme)
            .headers(forBody: bytes, secret: secret, at: time, id: id)
        return IncomingRequest(
            headers: [(name: "content-type", value: "application/json")] + signature,
            body: bytes
        )
    }

    private static func body(
        of payload: WebhookSource.Payload,
        id: String,
        at time: Timestamp
    ) -> JSONValue {
        switch payload {
        case .hanzoKMS: .object([.init(name: "event", value: .string(type))])
        case .secretEvents:
            .object([
                .init(name: "specversion", value: .string("1.0")),
                .init(name: "id", value: .string(id)),
                .init(name: "source", value: .string(origin)),
                .init(name: "type", value: .string(type)),
                .init(name: "time", value: .string(time.rfc3339)),
            ])
        }
    }
}

extension JSONValue {
    /// The object with a member replaced, or added at the end; missing objects on the way to it
    /// are made.
    fileprivate func setting(_ value: JSONValue, at path: some Collection<String>) -> JSONValue {
        guard let name = path.first else { return value }
        var members = members ?? []
        let index = members.firstIndex { $0.name == name }
        let inner = index.map { members[$0].value } ?? .null
        let member = Member(name: name, value: inner.setting(value, at: path.dropFirst()))
        if let index { members[index] = member } else { members.append(member) }
        return .object(members)
    }
}
