import SyncModel
import Testing
import WebhookSignatures

/// Of a refused delivery only headers are kept, signatures as shapes; they must still explain
/// something, and hold nothing.
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

    private static func refused(
        _ headers: [(name: String, value: String)],
        as preset: SignaturePreset,
        _ reason: Refusal,
        now: Timestamp = now
    ) -> RefusedDelivery {
        RefusedDelivery(
            refusedAt: now,
            source: "kms",
            scheme: preset.scheme,
            reason: reason,
            remoteAddress: nil,
            headers: headers
        )
    }

    private static func source(
        _ preset: SignaturePreset,
        _ change: (inout ExplainedSource) -> Void = { _ in }
    ) -> ExplainedSource {
        var source = ExplainedSource(
            name: "kms",
            scheme: preset.scheme,
            secrets: [WebhookSecret(id: "1", value: secret(for: preset))],
            toleranceSeconds: 300,
            isEnabled: true
        )
        change(&source)
        return source
    }

    @Test(arguments: SignaturePreset.allCases)
    func `a kept header holds no piece of the signature`(preset: SignaturePreset) throws {
        let (sent, kept) = try Self.kept(preset)
        #expect(kept.map(\.name) == sent.map(\.name))
        let signature = try #require(sent.first?.value.split { ",;= ".contains($0) }.last)
        for (_, value) in kept { #expect(!value.contains(signature.prefix(12))) }
    }

    static let reasons: [(Refusal, Explanation.StepName)] = [
        (.unknownSource, .source), (.disabledSource, .source),
        (.missingHeader("stripe-signature"), .signatureHeader),
        (.malformedSignature, .signatureFormat), (.malformedTime, .timestamp),
        (.malformedID, .id), (.noActiveSecret, .secrets), (.signatureMismatch, .signature),
        (.stale, .age), (.timeDiffersFromBody, .age),
    ]

    @Test(arguments: reasons)
    func `the recorded reason leads, and its step is the one that failed`(
        reason: Refusal,
        failed: Explanation.StepName
    ) throws {
        // By its headers alone, nothing would be wrong with it today.
        let refused = Self.refused(try Self.kept(.stripe).sent, as: .stripe, reason)
        for source in [Self.source(.stripe), nil] {
            let explanation = Explainer.explain(refused, source: source, now: Self.now)
            #expect(!explanation.isAccepted)
            #expect(explanation.refusal == Explanation.Reason(reason))
            let steps = explanation.steps
            let index = try #require(steps.firstIndex { $0.name == failed })
            #expect(steps[index].outcome == .failed)
            #expect(steps[index].message?.hasPrefix(reason.message) == true)
            #expect(steps[..<index].allSatisfy { $0.outcome == .passed })
            #expect(steps[(index + 1)...].allSatisfy { $0.outcome == .unknown })
        }
    }

    @Test func `what has changed since is said`() throws {
        let headers = try Self.kept(.stripe).sent
        func changes(
            _ reason: Refusal,
            at time: Timestamp = Self.now,
            _ source: ExplainedSource?
        ) -> [String] {
            let refused = Self.refused(headers, as: .stripe, reason, now: time)
            return Explainer.explain(refused, source: source, now: Self.now).changes
        }
        let later = Self.now.advanced(by: .seconds(60))
        let unchanged = Self.source(.stripe) { ($0.createdAt, $0.updatedAt) = (Self.now, Self.now) }
        let changed = Self.source(.stripe) { ($0.createdAt, $0.updatedAt) = (Self.now, later) }
        let made = Self.source(.stripe) { ($0.createdAt, $0.updatedAt) = (later, later) }
        let disabled = Self.source(.stripe) { $0.isEnabled = false }
        let future = Self.source(.stripe) { $0.secrets[0].notBefore = later }
        #expect(changes(.signatureMismatch, unchanged) == [])
        #expect(changes(.signatureMismatch, changed).first?.contains("changed since") == true)
        #expect(changes(.unknownSource, made).first?.contains("created since") == true)
        #expect(changes(.unknownSource, nil) == [])
        #expect(changes(.stale, nil) == [#"The source "kms" no longer exists."#])
        #expect(changes(.disabledSource, disabled) == [])
        #expect(changes(.disabledSource, unchanged) == ["The source is enabled now."])
        #expect(changes(.noActiveSecret, future) == [])
        #expect(changes(.noActiveSecret, unchanged).first?.contains("valid now") == true)
        let late = Self.now.advanced(by: .seconds(400))
        #expect(changes(.stale, at: late, unchanged) == [])
        let lenient = Self.source(.stripe) { $0.toleranceSeconds = 600 }
        #expect(changes(.stale, at: late, lenient).first?.contains("tolerance") == true)
    }

    @Test func `an old time is told with how old it is`() throws {
        let later = Self.now.advanced(by: .seconds(500))
        let refused = Self.refused(try Self.kept(.stripe).sent, as: .stripe, .stale, now: later)
        let explanation = Explainer.explain(refused, source: Self.source(.stripe), now: later)
        let age = explanation.steps.first { $0.name == .age }
        #expect(age?.outcome == .failed)
        #expect(age?.message?.contains("500 seconds before") == true)
    }

    @Test func `the form of another sender is recognised, and said to be a guess`() throws {
        let reason = Refusal.missingHeader("stripe-signature")
        let refused = Self.refused(try Self.kept(.github).sent, as: .stripe, reason)
        let misses = Explainer.explain(refused, source: Self.source(.stripe), now: Self.now)
            .nearMisses
        #expect(misses.contains { $0.deviations == [.otherPreset("github")] })
        #expect(misses.allSatisfy { !$0.isProven && $0.secretID == nil })
    }

    @Test func `headers do not tell what a signature covers`() throws {
        let headers = try Self.kept(.standardWebhooks).sent
            .map { (name: $0.name, value: $0.name == "webhook-id" ? "msg.1" : $0.value) }
        let source = Self.source(.standardWebhooks)
        for reason in [Refusal.malformedID, .missingHeader("webhook-signature")] {
            let refused = Self.refused(headers, as: .standardWebhooks, reason)
            let misses = Explainer.explain(refused, source: source, now: Self.now).nearMisses
            #expect(!misses.flatMap(\.deviations).contains(.bodySignedAlone))
            if reason == .malformedID { #expect(misses.isEmpty) }
        }
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
