import Encodings
import Cryptography
import SyncModel
import Testing
import WebhookSignatures

/// Pitfalls of secrets: none that is empty, public or miscopied can be configured.
@Suite struct SecretTests {
    private static let presets = SignaturePreset.allCases

    @Test(arguments: presets, ["", " ", "\t", "\n", "whsec_", "whsec_ ", "whsec_\n", "\u{A0}"])
    func `empty secrets cannot be configured`(preset: SignaturePreset, text: String) {
        #expect(throws: SecretError.blank) {
            try preset.scheme.checkConfigured(SecretValue(text))
        }
    }

    @Test(arguments: presets, ["\n", "\r\n", " ", "\t"])
    func `a secret with a trailing newline or blank is refused with the reason`(
        preset: SignaturePreset,
        end: String
    ) {
        for text in [Signing.text + end, end + Signing.text] {
            #expect(throws: SecretError.surrounded) {
                try preset.scheme.checkConfigured(SecretValue(text))
            }
        }
        #expect(throws: Never.self) { try preset.scheme.checkConfigured(Signing.secret.value) }
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

    @Test func `a secret shown with the version of its signatures is the same key`() throws {
        for preset in [SignaturePreset.standardWebhooks, .svix] {
            let key = try preset.scheme.key(of: SecretValue("v1," + Signing.text))
            #expect(try key == preset.scheme.key(of: Signing.secret.value))
        }
    }

    @Test(arguments: [
        (SignaturePreset.standardWebhooks, "whsec_eA==", 1), (.standardWebhooks, "whsec_", 0),
        (.github, "fifteen-letters", 15), (.github, "sixteen--letters", 16),
        (.standardWebhooks, "whsec_AAECAwQFBgcICQoLDA0O", 15),
        (.standardWebhooks, "whsec_AAECAwQFBgcICQoLDA0ODw==", 16),
    ])
    func `a key below 16 bytes needs to be asked for`(
        preset: SignaturePreset,
        text: String,
        count: Int
    ) {
        let secret = SecretValue(text)
        if count == 0 {
            #expect(throws: SecretError.blank) {
                try preset.scheme.checkConfigured(secret, allowsWeak: true)
            }
            return
        }
        #expect(throws: Never.self) { try preset.scheme.checkConfigured(secret, allowsWeak: true) }
        if count < 16 {
            #expect(throws: SecretError.weak(byteCount: count)) {
                try preset.scheme.checkConfigured(secret)
            }
        } else {
            #expect(throws: Never.self) { try preset.scheme.checkConfigured(secret) }
        }
    }

    @Test(arguments: [(4096, false), (4097, true), (1_000_000, true)])
    func `a secret has a limit in bytes`(count: Int, isRefused: Bool) {
        let secret = SecretValue(String(repeating: "a", count: count))
        let scheme = SignaturePreset.github.scheme
        if isRefused {
            #expect(throws: SecretError.tooLong) { try scheme.checkConfigured(secret) }
        } else {
            #expect(throws: Never.self) { try scheme.checkConfigured(secret) }
        }
        // One that is configured already keeps working.
        #expect(throws: Never.self) { try scheme.key(of: secret) }
    }

    private static let word = "sïxteen--letters"

    private static let littleEndian: [UInt8] = word.utf16.flatMap { unit -> [UInt8] in
        [UInt8(unit & 0xFF), UInt8(unit >> 8)]
    }
    private static let bigEndian: [UInt8] = word.utf16.flatMap { unit -> [UInt8] in
        [UInt8(unit >> 8), UInt8(unit & 0xFF)]
    }
    private static let latin1: [UInt8] = [0x73, 0xEF, 0x78, 0x74, 0x65, 0x65, 0x6E]
    private static let marked: [[UInt8]] = [
        [0xFF, 0xFE] + littleEndian, [0xFE, 0xFF] + bigEndian,
    ]
    /// Raw bytes, an encoding that is too long, a surrogate, a zero byte.
    private static let raw: [[UInt8]] = [
        [0x80, 0x01, 0xFE, 0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0x6E, 0x75, 0x6C, 0],
    ]

    @Test(arguments: [littleEndian, latin1] + marked + raw)
    func `a file that is no UTF-8 holds no secret`(bytes: [UInt8]) {
        #expect(throws: SecretError.notText) { try SecretText.read(bytes) }
    }

    @Test func `a byte order mark is no part of a secret, and a replacement character is none`()
        throws
    {
        #expect(try SecretText.read(Array(Self.word.utf8)) == Self.word)
        let marked = try SecretText.read([0xEF, 0xBB, 0xBF] + Array(Self.word.utf8))
        #expect(Array(marked.utf8) == Array(Self.word.utf8))
        #expect(throws: SecretError.notText) {
            try SignaturePreset.github.scheme.checkConfigured(
                SecretValue("0123456789abcde\u{FFFD}")
            )
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
