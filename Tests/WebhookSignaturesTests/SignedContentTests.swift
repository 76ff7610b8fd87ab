import SyncModel
import Testing
import WebhookSignatures

/// Pitfalls of what is signed: raw bytes, ids and times.
@Suite struct SignedContentTests {
    private static let presets = SignaturePreset.allCases

    @Test(arguments: [
        (#"{"a":"\u001b"}"#, #"{"a":"\u001B"}"#), (#"{"a":1}"#, "{\"a\":1}\n"),
        (#"{"a":1}"#, "\u{FEFF}{\"a\":1}"), ("{\n}", "{\r\n}"), (#"{"a":1.0}"#, #"{"a":1}"#),
        (#"{"a":1,"b":2}"#, #"{"b":2,"a":1}"#), (#"{"a":"/"}"#, #"{"a":"\/"}"#),
        (#"{"é":1}"#, "{\"e\u{301}\":1}"),
    ])
    func `JSON re-serialisation: equal documents of other bytes are refused`(
        signed: String,
        received: String
    ) throws {
        let scheme = SignaturePreset.github.scheme
        var request = try Signing.signed(scheme, body: Array(signed.utf8))
        try Signing.verify(scheme, request)
        request.body = Array(received.utf8)
        #expect(throws: Refusal.signatureMismatch) { try Signing.verify(scheme, request) }
    }

    @Test func `bytes that are no UTF-8 are verified as they are`() throws {
        let scheme = SignaturePreset.github.scheme
        let body: [UInt8] = [0xFF, 0x00, 0xC0]
        #expect(try Signing.verify(scheme, Signing.signed(scheme, body: body)).body == body)
    }

    @Test func `duplicate JSON keys: a time that is there twice is no time`() throws {
        let scheme = SignaturePreset.infisical.scheme
        let body = Array(#"{"timestamp":1763884800000,"timestamp":1763884800000}"#.utf8)
        #expect(throws: Refusal.timeDiffersFromBody) {
            try Signing.verify(scheme, Signing.signed(scheme, body: body))
        }
    }

    @Test(arguments: presets.filter { $0.scheme.time != nil })
    func `future timestamps are refused like old ones`(preset: SignaturePreset) throws {
        let request = try Signing.signed(preset.scheme)
        for (seconds, refusal) in [
            (-300, nil), (300, nil), (-301, .future), (301, .stale),
        ] as [(Int64, Refusal?)] {
            let verifier = SignatureVerifier(
                scheme: preset.scheme,
                secrets: [Signing.secret],
                toleranceSeconds: 300,
                identityKey: []
            )
            let now = Timestamp(microseconds: Signing.now.microseconds + seconds * 1_000_000)
            let result = Result { () throws(Refusal) in try verifier.verify(request, now: now) }
            switch result {
            case .success: #expect(refusal == nil)
            case .failure(let found): #expect(found == refusal)
            }
        }
    }

    @Test(arguments: [SignaturePreset.standardWebhooks, .svix])
    func `a signed id can be neither stripped nor changed`(preset: SignaturePreset) throws {
        let name = preset == .svix ? "svix-id" : "webhook-id"
        let request = try Signing.signed(preset.scheme)
        var stripped = request
        stripped.headers.removeAll { $0.name == name }
        #expect(throws: Refusal.missingHeader(name)) {
            try Signing.verify(preset.scheme, stripped)
        }
        #expect(throws: Refusal.signatureMismatch) {
            try Signing.verify(preset.scheme, request.changing(name) { $0 + "0" })
        }
    }

    @Test func `unsigned ids stripped or changed: the delivery's identity stays`() throws {
        let scheme = SignaturePreset.github.scheme
        let request = try Signing.signed(scheme)
        var stripped = request
        stripped.headers.removeAll { $0.name == "x-github-delivery" }
        let changed = request.changing("x-github-delivery") { _ in "another" }
        let deliveries = try [request, stripped, changed].map { try Signing.verify(scheme, $0) }
        #expect(Set(deliveries.map(\.identity)).count == 1)
        #expect(deliveries.allSatisfy { !$0.identityIsUnique && $0.signedID == nil })
        #expect(deliveries.map(\.deliveryID) == ["msg_1", nil, "another"])
    }

    @Test(arguments: ["msg.1", "msg 1", "", "msg\u{7F}", "é", String(repeating: "m", count: 256)])
    func `delimiter in ids: nothing that could shift a field's end is taken`(id: String) throws {
        let scheme = SignaturePreset.standardWebhooks.scheme
        #expect(throws: Refusal.malformedID) {
            try Signing.verify(scheme, Signing.signed(scheme, id: id))
        }
    }

    @Test func `a signature moved from one part of the content to another is refused`() throws {
        let scheme = SignaturePreset.slack.scheme
        let request = try Signing.signed(scheme, body: Array("1:2".utf8))
        var shifted = request.changing("x-slack-request-timestamp") { $0 + ":1" }
        shifted.body = Array("2".utf8)
        #expect(throws: Refusal.malformedTime) { try Signing.verify(scheme, shifted) }
    }
}
