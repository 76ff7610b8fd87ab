internal import Encodings
internal import Cryptography

/// The known senders; a preset is just a scheme with a name.
package enum SignaturePreset: String, Sendable, CaseIterable {
    case hanzoKMS = "hanzo-kms"
    case infisical
    case standardWebhooks = "standard-webhooks"
    case svix
    case github
    case stripe
    case slack
    case shopify
    case doppler

    private static let schemes: [SignaturePreset: SignatureScheme] =
        allCases.reduce(into: [:]) { $0[$1] = $1.makeScheme() }

    /// The way in which the sender signs.
    package var scheme: SignatureScheme { Self.schemes[self] ?? makeScheme() }

    private func makeScheme() -> SignatureScheme {
        switch self {
        case .hanzoKMS: Self.infisicalScheme(headers: ["x-kms-signature", "x-infisical-signature"])
        case .infisical: Self.infisicalScheme(headers: ["x-infisical-signature"])
        case .standardWebhooks: Self.standardScheme(prefixes: ["webhook-"])
        case .svix: Self.standardScheme(prefixes: ["svix-", "webhook-"])
        case .github: Self.bodyScheme("x-hub-signature-256", "sha256={signature}", .hex)
        case .shopify: Self.bodyScheme("x-shopify-hmac-sha256", "{signature}", .base64)
        case .doppler: Self.bodyScheme("x-doppler-signature", "sha256={signature}", .hex)
        case .stripe:
            SignatureScheme(
                headers: ["stripe-signature"],
                format: "t={timestamp},v1={signature}",
                separators: ",",
                content: "{timestamp}.{body}",
                algorithm: .sha256,
                encoding: .hex,
                secretEncoding: .utf8,
                time: .init(from: .signature, unit: .seconds),
                idHeaders: []
            )
        case .slack:
            SignatureScheme(
                headers: ["x-slack-signature"],
                format: "v0={signature}",
                separators: ",",
                content: "v0:{timestamp}:{body}",
                algorithm: .sha256,
                encoding: .hex,
                secretEncoding: .utf8,
                time: .init(from: .header("x-slack-request-timestamp"), unit: .seconds),
                idHeaders: []
            )
        }
    }

    /// Infisical and its fork: `t=<ms>;<hex>` over the body, whose last member repeats the time.
    private static func infisicalScheme(headers: [String]) -> SignatureScheme {
        SignatureScheme(
            headers: headers,
            format: "t={timestamp};{signature}",
            separators: "",
            content: "{body}",
            algorithm: .sha256,
            encoding: .hex,
            secretEncoding: .utf8,
            time: .init(
                from: .signature,
                unit: .milliseconds,
                mustEqualMember: "timestamp"
            ),
            idHeaders: []
        )
    }

    /// Standard Webhooks 1.0.0, section "Signature scheme"; Svix, its origin, also uses its own
    /// prefix.
    private static func standardScheme(prefixes: [String]) -> SignatureScheme {
        SignatureScheme(
            headers: prefixes.map { $0 + "signature" },
            format: "v1,{signature}",
            separators: " ",
            content: "{id}.{timestamp}.{body}",
            algorithm: .sha256,
            encoding: .base64,
            secretEncoding: .whsec,
            time: .init(from: .header(prefixes[0] + "timestamp"), unit: .seconds),
            idHeaders: [prefixes[0] + "id"]
        )
    }

    private static func bodyScheme(
        _ header: String,
        _ format: String,
        _ encoding: SignatureScheme.Encoding
    ) -> SignatureScheme {
        SignatureScheme(
            headers: [header],
            format: format,
            separators: ",",
            content: "{body}",
            algorithm: .sha256,
            encoding: encoding,
            secretEncoding: .utf8,
            time: nil,
            idHeaders: header.hasPrefix("x-hub") ? ["x-github-delivery"] : []
        )
    }
}
