import EventLog
import Synchronization
import SyncModel
import WebhookListener
import WebhookSignatures

extension ListenerBench {
    var now: Timestamp { Timestamp(microseconds: milliseconds.withLock { $0 } * 1000) }

    /// Everything the log holds after the sources.
    func events() throws -> [EventBody] {
        try log.reader.events(EventQuery(limit: 5000)).map(\.body)
            .filter {
                if case .source(.created) = $0 { false } else { true }
            }
    }

    /// A delivery that was signed as it should be.
    func verified(_ body: String) throws -> VerifiedDelivery {
        let scheme = SignaturePreset.standardWebhooks.scheme
        let headers = try SignatureSigner(scheme: scheme)
            .headers(forBody: Array(body.utf8), secret: Self.secret, at: now, id: "msg-1")
        let secret = WebhookSecret(id: "s1", value: Self.secret, notBefore: nil, notAfter: nil)
        let verifier = SignatureVerifier(
            scheme: scheme,
            secrets: [secret],
            toleranceSeconds: 300,
            identityKey: [UInt8](repeating: 7, count: 32)
        )
        return try verifier.verify(
            IncomingRequest(
                headers: headers.map { ($0.name, $0.value) },
                body: Array(body.utf8)
            ),
            now: now
        )
    }
}
