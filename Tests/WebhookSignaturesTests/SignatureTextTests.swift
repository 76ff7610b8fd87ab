import SyncModel
import Testing
import WebhookSignatures

/// Pitfalls of reading a signature: what says the same bytes is taken, everything else is not.
@Suite struct SignatureTextTests {
    private static let all = SignaturePreset.allCases
    private static let github = SignaturePreset.github.scheme
    private static let standard = SignaturePreset.standardWebhooks.scheme

    private func signatureName(_ preset: SignaturePreset) -> String { preset.scheme.headers[0] }

    @Test(arguments: all, 1...8)
    func `prefix signatures: no shorter signature is taken, however long the prefix`(
        preset: SignaturePreset,
        cut: Int
    ) throws {
        let request = try Signing.signed(preset.scheme)
            .changing(signatureName(preset)) { String($0.dropLast(cut * 4)) }
        #expect(throws: Refusal.malformedSignature) {
            try Signing.verify(preset.scheme, request)
        }
    }

    @Test(arguments: all)
    func `a longer signature is refused`(preset: SignaturePreset) throws {
        let request = try Signing.signed(preset.scheme)
            .changing(signatureName(preset)) { $0 + "ab" }
        #expect(throws: Refusal.malformedSignature) { try Signing.verify(preset.scheme, request) }
    }

    @Test(arguments: all, ["", " ", "v1,", "sha256=", "t=1763884800000;", ",", ";"])
    func `an empty signature is refused`(preset: SignaturePreset, text: String) throws {
        let request = try Signing.signed(preset.scheme)
            .changing(signatureName(preset)) { _ in text }
        #expect(throws: Refusal.malformedSignature) { try Signing.verify(preset.scheme, request) }
    }

    @Test func `upper-case hex says the same bytes and is taken`() throws {
        let request = try Signing.signed(Self.github)
            .changing("x-hub-signature-256") { "sha256=" + $0.dropFirst(7).uppercased() }
        try Signing.verify(Self.github, request)
        let shouted = request.changing("x-hub-signature-256") { $0.uppercased() }
        #expect(throws: Refusal.malformedSignature) { try Signing.verify(Self.github, shouted) }
    }

    private static let base64Schemes: [SignatureScheme] =
        [standard, SignaturePreset.shopify.scheme, SignaturePreset.svix.scheme]
        + ["hmac-sha1", "hmac-sha256", "hmac-sha512"]
        .compactMap {
            try? .custom([
                "header": "x-s", "encoding": "base64", "algorithm": $0, "format": "v={signature}",
            ])
        }

    @Test(arguments: base64Schemes)
    func `base64 without padding, and that of addresses, says the same bytes and is taken`(
        scheme: SignatureScheme
    ) throws {
        var changes = 0
        for number in 0..<100 {
            let body = Array("{\"n\":\(number)}".utf8)
            let request = try Signing.signed(scheme, body: body, id: "msg_\(number)")
            let safe = { (text: String) in
                text.replacing("+", with: "-").replacing("/", with: "_")
            }
            let bare = { (text: String) in
                String(text.reversed().drop { $0 == "=" }.reversed())
            }
            for change in [safe, bare, { safe(bare($0)) }] {
                let changed = request.changing(scheme.headers[0], change)
                if changed.headers.map(\.value) != request.headers.map(\.value) { changes += 1 }
                try Signing.verify(scheme, changed)
            }
        }
        #expect(changes > 100)
    }

    @Test func `a base64 signature whose unused bits are set is refused`() throws {
        let next = ["A": "B", "E": "F", "I": "J", "M": "N", "Q": "R", "U": "V", "Y": "Z", "c": "d"]
        for number in 0..<200 {
            let request = try Signing.signed(Self.standard, id: "msg_\(number)")
            let last = String(request.headers[0].value.dropLast().suffix(1))
            guard let other = next[last] else { continue }
            let changed = request.changing("webhook-signature") { $0.dropLast(2) + other + "=" }
            #expect(throws: Refusal.malformedSignature) {
                try Signing.verify(Self.standard, changed)
            }
            return
        }
        Issue.record("no signature ends so")
    }

    @Test(arguments: all)
    func `whitespace around a header's value is no part of it`(preset: SignaturePreset) throws {
        var request = try Signing.signed(preset.scheme)
        request.headers = request.headers.map { ($0.name, " \t\($0.value)\t ") }
        try Signing.verify(preset.scheme, request)
    }

    @Test(arguments: all)
    func `a duplicated header counts once when its values are equal, and else is refused`(
        preset: SignaturePreset
    ) throws {
        var request = try Signing.signed(preset.scheme)
        request.headers += request.headers
        try Signing.verify(preset.scheme, request)
        for index in request.headers.indices.dropFirst(request.headers.count / 2) {
            var differing = request
            differing.headers[index].value += "0"
            let name = differing.headers[index].name
            #expect(throws: Refusal.repeatedHeader(name)) {
                try Signing.verify(preset.scheme, differing)
            }
        }
    }

    @Test func `a header joined with a comma is read only where the scheme says so`() throws {
        let hanzo = SignaturePreset.hanzoKMS.scheme
        let request = try Signing.signed(hanzo)
        let joined = request.changing("x-kms-signature") { "\($0), \($0)" }
        #expect(throws: Refusal.malformedSignature) { try Signing.verify(hanzo, joined) }
        let stripe = SignaturePreset.stripe.scheme
        let parts = try Signing.signed(stripe).changing("stripe-signature") { "\($0), \($0)" }
        try Signing.verify(stripe, parts)
    }

    @Test(arguments: ["t=1763884801,", "t=1,", "t=,"])
    func `several t= of which two differ are refused, wherever they stand`(other: String) throws {
        let stripe = SignaturePreset.stripe.scheme
        let request = try Signing.signed(stripe)
        for changed in [
            request.changing("stripe-signature") { other + $0 },
            request.changing("stripe-signature") { $0 + "," + other.dropLast() },
        ] {
            #expect(throws: Refusal.malformedSignature) { try Signing.verify(stripe, changed) }
        }
    }

    @Test func `more signatures than any sender sends are refused unread`() throws {
        let request = try Signing.signed(Self.standard)
        let many = request.changing("webhook-signature") {
            Array(repeating: $0, count: 17).joined(separator: " ")
        }
        #expect(throws: Refusal.malformedSignature) { try Signing.verify(Self.standard, many) }
    }
}
