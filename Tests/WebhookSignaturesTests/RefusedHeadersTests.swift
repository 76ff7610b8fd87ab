import SyncModel
import Testing
import WebhookSignatures

/// Of a refused delivery only headers are kept, signatures as shapes; they must still explain something, and hold nothing.
@Suite struct RefusedHeadersTests {
    private static let now = Timestamp(microseconds: 1_763_884_800_123_000)

    private static func secret(for preset: SignaturePreset) -> SecretValue {
        SecretValue(
            preset.scheme.secretEncoding == .whsec
                ? "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" : "topsecret"
        )
    }

    private static func kept(
        _ preset: SignaturePreset
    ) throws -> (sent: [(name: String, value: String)], kept: [(name: String, value: String)]) {
        let sent = try SignatureSigner(scheme: preset.scheme)
            .headers(forBody: [0x7B, 0x7D], secret: secret(for: preset), at: now, id: "msg_1")
        return (sent, KeptHeaders.kept(of: sent, under: preset.scheme))
    }

    private static func explain(
        _ headers: [(name: String, value: String)],
        as preset: SignaturePreset,
        now: Timestamp = now
    ) -> Explanation {
        let source = ExplainedSource(
            name: "kms",
            scheme: preset.scheme,
            secrets: [WebhookSecret(id: "1", value: secret(for: preset))],
            toleranceSeconds: 300,
            isEnabled: true
        )
        let filled = headers.map { ($0.name, SignatureShape.value(of: $0.value)) }
        return Explaining(source: source, others: [])
            .explain(headersOf: IncomingRequest(headers: filled, body: []), now: now)
    }

    @Test(arguments: SignaturePreset.allCases)
    func `a kept header holds no piece of the signature`(preset: SignaturePreset) throws {
        let (sent, kept) = try Self.kept(preset)
        #expect(kept.map(\.name) == sent.map(\.name))
        let signature = try #require(sent.first?.value.split { ",;= ".contains($0) }.last)
        for (_, value) in kept { #expect(!value.contains(signature.prefix(12))) }
    }

    @Test(arguments: SignaturePreset.allCases)
    func `kept headers of the right form leave only the signature open`(
        preset: SignaturePreset
    ) throws {
        let explanation = Self.explain(try Self.kept(preset).kept, as: preset)
        let open = explanation.steps.filter { $0.outcome != .passed }
        #expect(open.map(\.name) == [.signature] && open.map(\.outcome) == [.unknown])
    }

    @Test func `an old time is told with how old it is`() throws {
        let later = Timestamp(microseconds: Self.now.microseconds + 500_000_000)
        let explanation = Self.explain(try Self.kept(.stripe).kept, as: .stripe, now: later)
        let age = explanation.steps.first { $0.name == .age }
        #expect(age?.outcome == .failed)
        #expect(age?.message?.contains("500 seconds before") == true)
    }

    @Test func `the form of another sender is recognised, and said to be a guess`() throws {
        let explanation = Self.explain(try Self.kept(.github).kept, as: .stripe)
        #expect(explanation.refusal == .missingHeader("stripe-signature"))
        let misses = explanation.nearMisses
        #expect(misses.contains { $0.deviations == [.otherPreset("github")] })
        #expect(misses.allSatisfy { !$0.isProven && $0.secretID == nil })
    }

    @Test(arguments: [
        ("t=1790000000,v1=0123456789abcdef,v0=zz", "t=1790000000,v1=<16 hex>,v0=<2 base64>"),
        ("sha256=" + String(repeating: "a", count: 64), "sha256=<64 hex>"),
        ("hunter2 is: my pass*word", "<7 base64> <2 base64>: <2 base64> <9 characters>"),
        ("", ""),
    ])
    func `a shape keeps labels and times only`(value: String, shape: String) {
        #expect(SignatureShape.shape(of: value) == shape)
    }

    @Test func `credentials are kept of no request`() {
        let kept = KeptHeaders.kept(
            of: [
                ("authorization", "Bearer x"), ("cookie", "a=b"), ("x-token", "t"),
                ("content-type", "application/json"),
            ],
            under: nil
        )
        #expect(kept.map(\.name) == ["content-type"])
    }

    @Test func `a captured request is read with either line break`() throws {
        for end in ["\r\n", "\n"] {
            let text = ["POST /webhooks/kms HTTP/1.1", "Host: a", "X-Sig:  b ", "", "{\n}"]
                .joined(separator: end)
            let raw = try #require(RawRequest(Array(text.utf8)))
            #expect(raw.path == "/webhooks/kms")
            #expect(raw.request.headers.map(\.name) == ["host", "x-sig"])
            #expect(raw.request.headers.map(\.value) == ["a", "b"])
            #expect(raw.request.body == Array("{\n}".utf8))
        }
        #expect(RawRequest(Array("nothing".utf8)) == nil)
    }
}
