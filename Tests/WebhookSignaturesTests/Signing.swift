import Cryptography
import SyncModel
import WebhookSignatures

/// A sender and a receiver for the pitfalls, at one moment.
enum Signing {
    static let now = Timestamp(microseconds: 1_763_884_800_000_000)
    static let body = Array(#"{"a":1,"timestamp":1763884800000}"#.utf8)
    static let text = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    static let secret = WebhookSecret(id: "1", value: SecretValue(text))

    static func signed(
        _ scheme: SignatureScheme,
        body: [UInt8] = body,
        id: String = "msg_1"
    ) throws -> IncomingRequest {
        let headers = try SignatureSigner(scheme: scheme)
            .headers(forBody: body, secret: secret.value, at: now, id: id)
        return IncomingRequest(headers: headers, body: body)
    }

    @discardableResult static func verify(
        _ scheme: SignatureScheme,
        _ request: IncomingRequest,
        secrets: [WebhookSecret] = [secret]
    ) throws -> VerifiedDelivery {
        try SignatureVerifier(
            scheme: scheme,
            secrets: secrets,
            toleranceSeconds: 300,
            identityKey: [UInt8](repeating: 4, count: 32)
        )
        .verify(request, now: now)
    }
}

extension IncomingRequest {
    /// The same with a header's values changed.
    func changing(_ name: String, _ change: (String) -> String) -> IncomingRequest {
        var request = self
        request.headers = headers.map { $0.name == name ? (name, change($0.value)) : $0 }
        return request
    }
}
