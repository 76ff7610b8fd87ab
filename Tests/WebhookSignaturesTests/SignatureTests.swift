import SyncModel
import Testing
import WebhookSignatures

@Suite struct SignatureTests {
    private static let identityKey = [UInt8](repeating: 4, count: 32)
    private static let now = Timestamp(microseconds: 1_763_884_800_123_000)

    private func verify(
        _ scheme: SignatureScheme,
        _ request: IncomingRequest,
        secret: String,
        now: Timestamp = now
    ) throws -> VerifiedDelivery {
        try SignatureVerifier(
            scheme: scheme,
            secrets: [WebhookSecret(id: "1", value: SecretValue(secret))],
            toleranceSeconds: 300,
            identityKey: Self.identityKey
        )
        .verify(request, now: now)
    }

    private func secret(for preset: SignaturePreset) -> String {
        preset.scheme.secretEncoding == .whsec
            ? "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" : "topsecret"
    }

    private func signed(_ preset: SignaturePreset) throws -> IncomingRequest {
        let body = Array(#"{"a":1,"timestamp":1763884800123}"#.utf8)
        let headers = try SignatureSigner(scheme: preset.scheme)
            .headers(
                forBody: body,
                secret: SecretValue(secret(for: preset)),
                at: Self.now,
                id: "msg_1"
            )
        return IncomingRequest(headers: headers, body: body)
    }

    @Test func `the signature of a Hanzo KMS webhook is accepted`() throws {
        let body =
            #"{"event":"test","project":{"workspaceId":"p1","projectId":"p1","#
            + #""projectName":"Ünïcode ✓","environment":"prod","secretPath":"/"},"#
            + #""timestamp":1763884800123}"#
        let signature =
            "t=1763884800123;44903f7dd483da0ec7fc2f9b4fd5ca786c6f32f35d1159d1c4fa13ba1064b949"
        let request = IncomingRequest(
            headers: [("X-KMS-Signature", signature)],
            body: Array(body.utf8)
        )
        let delivery = try verify(
            SignaturePreset.hanzoKMS.scheme,
            request,
            secret: "whsec_test_5f2a"
        )
        #expect(delivery.matchedSecretID == "1")
    }

    @Test(arguments: SignaturePreset.allCases)
    func `what a preset signs it verifies`(preset: SignaturePreset) throws {
        let delivery = try verify(preset.scheme, try signed(preset), secret: secret(for: preset))
        #expect(delivery.identity.count == 32)
    }

    @Test(arguments: SignaturePreset.allCases)
    func `a changed body is refused`(preset: SignaturePreset) throws {
        var request = try signed(preset)
        request.body[3] ^= 1
        #expect(throws: Refusal.signatureMismatch) {
            try verify(preset.scheme, request, secret: secret(for: preset))
        }
    }

    @Test(arguments: SignaturePreset.allCases)
    func `a shorter prefix of the signature is refused`(preset: SignaturePreset) throws {
        var request = try signed(preset)
        request.headers[0].value.removeLast(4)
        #expect(throws: Refusal.malformedSignature) {
            try verify(preset.scheme, request, secret: secret(for: preset))
        }
    }

    @Test(arguments: SignaturePreset.allCases.filter { $0.scheme.time != nil }, [-301, 301])
    func `a stale and a future time are refused`(preset: SignaturePreset, seconds: Int64) throws {
        let now = Timestamp(microseconds: Self.now.microseconds + seconds * 1_000_000 + 500_000)
        let request = try signed(preset)
        #expect(throws: Refusal.self) {
            try verify(preset.scheme, request, secret: secret(for: preset), now: now)
        }
    }

    @Test func `a header time that the body does not sign is refused`() throws {
        var request = try signed(.hanzoKMS)
        request.headers[0].value.replace("1763884800123", with: "1763884800124")
        #expect(throws: Refusal.timeDiffersFromBody) {
            try verify(SignaturePreset.hanzoKMS.scheme, request, secret: "topsecret")
        }
    }

    @Test func `two different signature headers are refused`() throws {
        var request = try signed(.github)
        request.headers.append(("x-hub-signature-256", "sha256=00"))
        #expect(throws: Refusal.repeatedHeader("x-hub-signature-256")) {
            try verify(SignaturePreset.github.scheme, request, secret: "topsecret")
        }
    }

    @Test func `an id with a full stop is refused`() throws {
        var request = try signed(.standardWebhooks)
        for index in request.headers.indices where request.headers[index].name == "webhook-id" {
            request.headers[index].value = "msg.1"
        }
        #expect(throws: Refusal.malformedID) {
            try verify(
                SignaturePreset.standardWebhooks.scheme,
                request,
                secret: secret(for: .standardWebhooks)
            )
        }
    }

    @Test(arguments: ["", " ", "whsec_", "whpk_AAAA"])
    func `an empty or public secret is no key`(text: String) {
        #expect(throws: SecretError.self) {
            try SignaturePreset.standardWebhooks.scheme.key(of: SecretValue(text))
        }
    }
}
