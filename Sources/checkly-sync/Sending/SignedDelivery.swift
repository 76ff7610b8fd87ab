import AdminClient
import FoundationEssentials
import SyncModel
import WebhookSignatures

/// A webhook request, signed as its source expects.
struct SignedDelivery {
    let url: String
    let scheme: SignatureScheme
    let secret: SecretValue

    private let exchange: HTTPExchange

    init(
        to url: String,
        scheme: SignatureScheme,
        secret: SecretValue,
        trusting caFile: String? = nil
    ) {
        self.url = url
        self.scheme = scheme
        self.secret = secret
        exchange = HTTPExchange(trusting: caFile)
    }

    /// Signs the body as of a time and posts it.
    func send(
        _ body: [UInt8],
        id: String,
        at time: Timestamp = SignedDelivery.now
    ) async throws -> HTTPExchange.Answer {
        let headers = try SignatureSigner(scheme: scheme)
            .headers(
                forBody: body,
                secret: secret,
                at: time,
                id: id
            )
        return try await exchange.send(
            "POST",
            to: url,
            headers: [("content-type", "application/json")] + headers.map { ($0.name, $0.value) },
            body: body
        )
    }

    /// This machine's time.
    static var now: Timestamp {
        Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    }
}
