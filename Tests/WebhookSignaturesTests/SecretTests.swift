import Cryptography
import SyncModel
import Testing
import WebhookSignatures

/// Pitfalls of secrets: none that is empty, public or miscopied can be configured.
@Suite struct SecretTests {
    private static let presets = SignaturePreset.allCases

    @Test(arguments: presets, ["", " ", "\t", "\n", "whsec_", "whsec_ ", "whsec_\n", "\u{A0}"])
    func `empty secrets cannot be configured`(preset: SignaturePreset, text: String) {
        #expect(throws: SecretError.blank) { try preset.scheme.key(of: SecretValue(text)) }
    }

    @Test(arguments: presets, ["\n", "\r\n", " ", "\t"])
    func `a secret with a trailing newline or blank is refused with the reason`(
        preset: SignaturePreset,
        end: String
    ) {
        for text in [Signing.text + end, end + Signing.text] {
            #expect(throws: SecretError.surrounded) {
                try preset.scheme.key(of: SecretValue(text))
            }
        }
    }

    @Test func `a verifier whose only secret is unusable believes nobody`() throws {
        let scheme = SignaturePreset.github.scheme
        let code = Hex.encode(HMAC.authenticate(Signing.body, key: []))
        let request = IncomingRequest(
            headers: [("x-hub-signature-256", "sha256=\(code)")],
            body: Signing.body
        )
        for secrets in [[], [WebhookSecret(id: "1", value: SecretValue(""))]] {
            #expect(throws: Refusal.noActiveSecret) {
                try Signing.verify(scheme, request, secrets: secrets)
            }
        }
    }

    @Test(arguments: ["whpk_", "whsk_"])
    func `algorithm confusion: an Ed25519 key is no HMAC key`(prefix: String) {
        let text = prefix + Base64.encode([UInt8](repeating: 1, count: 32))
        #expect(throws: SecretError.publicKey) {
            try SignaturePreset.standardWebhooks.scheme.key(of: SecretValue(text))
        }
    }

    @Test func `algorithm confusion: v1a is passed over even with the bytes of a right v1`() throws
    {
        let scheme = SignaturePreset.standardWebhooks.scheme
        let request = try Signing.signed(scheme)
        let confused = request.changing("webhook-signature") { "v1a" + $0.dropFirst(2) }
        #expect(throws: Refusal.malformedSignature) { try Signing.verify(scheme, confused) }
        let both = request.changing("webhook-signature") { "v1a\($0.dropFirst(2)) v2,AAAA \($0)" }
        try Signing.verify(scheme, both)
    }

    @Test(arguments: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
    func `a secret is the same key with and without its prefix`(text: String) throws {
        let scheme = SignaturePreset.standardWebhooks.scheme
        #expect(try scheme.key(of: SecretValue(text)) == scheme.key(of: Signing.secret.value))
    }

    @Test func `unpadded and url-safe base64 secrets are taken, as senders show them`() throws {
        let scheme = SignaturePreset.standardWebhooks.scheme
        let bytes: [UInt8] = [0xFB, 0xFF, 0xFE, 0x01]
        for text in ["whsec_+//+AQ==", "whsec_+//+AQ", "whsec_-__-AQ==", "-__-AQ"] {
            #expect(try scheme.key(of: SecretValue(text)) == bytes)
        }
        #expect(throws: SecretError.notDecodable(.whsec)) {
            try scheme.key(of: SecretValue("whsec_!!!!"))
        }
    }

    @Test func `Stripe's whsec_ is part of the key`() throws {
        let key = try SignaturePreset.stripe.scheme.key(of: Signing.secret.value)
        #expect(key == Array(Signing.text.utf8))
    }

    @Test func `a secret is valid from its notBefore to its notAfter, both included`() throws {
        let scheme = SignaturePreset.github.scheme
        let request = try Signing.signed(scheme)
        for (before, after, isValid) in [
            (-1, 1, true), (0, 0, true), (1, 2, false), (-2, -1, false),
        ] as [(Int64, Int64, Bool)] {
            var secret = Signing.secret
            secret.notBefore = Timestamp(microseconds: Signing.now.microseconds + before)
            secret.notAfter = Timestamp(microseconds: Signing.now.microseconds + after)
            let delivery = try? Signing.verify(scheme, request, secrets: [secret])
            #expect((delivery != nil) == isValid)
        }
    }
}
