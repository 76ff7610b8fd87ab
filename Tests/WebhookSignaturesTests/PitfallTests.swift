import Encodings
import Cryptography
import SyncModel
import Testing
import WebhookSignatures

/// The pitfalls of checking webhook signatures that `SignatureTests` leaves open.
@Suite struct PitfallTests {
    private static let now = Timestamp(microseconds: 1_763_884_800_000_000)
    private static let body = Array(#"{"a":1}"#.utf8)
    private static let secret = WebhookSecret(id: "1", value: SecretValue("topsecret"))

    private func verify(
        _ scheme: SignatureScheme,
        _ request: IncomingRequest,
        secrets: [WebhookSecret] = [secret]
    ) throws -> VerifiedDelivery {
        try SignatureVerifier(
            scheme: scheme,
            secrets: secrets,
            toleranceSeconds: 300,
            identityKey: [UInt8](repeating: 4, count: 32)
        )
        .verify(request, now: Self.now)
    }

    private func signed(
        _ scheme: SignatureScheme,
        id: String = "msg_1"
    ) throws -> IncomingRequest {
        let headers = try SignatureSigner(scheme: scheme)
            .headers(forBody: Self.body, secret: Self.secret.value, at: Self.now, id: id)
        return IncomingRequest(headers: headers, body: Self.body)
    }

    @Test func `the published secrets.modified webhook is accepted under either header`() throws {
        let project =
            #""project":{"workspaceId":"3c90c3cc-0d44-4b50-8888-8dd25736052a","projectId":"#
            + #""3c90c3cc-0d44-4b50-8888-8dd25736052a","projectName":"Example","environment":"#
            + #""dev","environmentName":"Development","secretPath":"/my-secrets","changedBy":"#
            + #""Ada Lovelace","changedByActorType":"user"}"#
        let body = #"{"event":"secrets.modified",\#(project),"timestamp":1763884800123}"#
        let signature =
            "t=1763884800123;d2e66fbffa5e42329a0695536cfd3ad6555ec70c2a1a39fd90c43a788aa286d7"
        for header in ["X-KMS-Signature", "x-infisical-signature"] {
            let delivery = try verify(
                SignaturePreset.hanzoKMS.scheme,
                IncomingRequest(headers: [(header, signature)], body: Array(body.utf8)),
                secrets: [WebhookSecret(id: "k", value: SecretValue("whsec_test_5f2a"))]
            )
            #expect(delivery.matchedSecretID == "k" && delivery.identityIsUnique)
            #expect(delivery.signedAt == Timestamp(microseconds: 1_763_884_800_123_000))
        }
    }

    @Test(arguments: [
        ["header": "x-s", "timestamp.from": "header:x-t"],
        ["header": "x-s", "format": "t={timestamp},v1={signature}", "timestamp.from": "signature"],
    ])
    func `a custom scheme whose time is not signed is refused`(members: [String: String]) {
        #expect(throws: SignatureSchemeError.self) { try SignatureScheme.custom(members) }
    }

    @Test(arguments: [
        ["header": "x-s", "content": "{timestamp}.{body}"],
        ["header": "x-s", "content": "{timestamp}.{body}", "timestamp.from": "body:/t"],
        ["header": "x-s", "content": "{id}.{body}"],
        ["header": "x-s", "content": "{timestamp}.{body}", "timestamp.from": "signature"],
        ["header": "x-s", "content": "{nonce}.{body}"],
        ["header": "x-s", "content": "{id}{body}", "id.from": "header:x-i"],
        ["header": "x-s", "content": "v1"],
        ["header": "x-s", "format": "v1"],
        ["header": "x s"],
        ["header": "x-s", "timestampFrom": "header:x-t"],
        ["header": "x-s", "algorithm": "hmac-md5"],
        ["header": "x-s", "id.from": "signature"],
        [:],
    ])
    func `a custom scheme that cannot verify what it seems to is refused`(
        members: [String: String]
    ) {
        #expect(throws: SignatureSchemeError.self) { try SignatureScheme.custom(members) }
    }

    @Test(arguments: [
        ["header": "x-s"],
        [
            "header": "X-S", "format": "t={timestamp},v1={signature}",
            "content": "{timestamp}.{body}", "timestamp.from": "signature",
        ],
        [
            "header": "x-s", "format": "v1,{signature}", "content": "{id}:{timestamp}:{body}",
            "algorithm": "hmac-sha512", "encoding": "base64", "timestamp.from": "header:X-T",
            "timestamp.unit": "ms", "id.from": "header:X-I",
        ],
        ["header": "x-s", "format": "sha1={signature}", "algorithm": "hmac-sha1"],
    ])
    func `what a custom scheme signs it verifies`(members: [String: String]) throws {
        let scheme = try SignatureScheme.custom(members)
        #expect(try verify(scheme, signed(scheme)).matchedSecretID == "1")
    }

    @Test func `an id may not hold what parts it from its neighbour`() throws {
        let scheme = try SignatureScheme.custom([
            "header": "x-s", "content": "{id}:{body}", "id.from": "header:x-i",
        ])
        var request = try signed(scheme, id: "a")
        request.headers = request.headers.map { $0.name == "x-i" ? ("x-i", "a:{\"a\"") : $0 }
        request.body = Array("1}".utf8)
        #expect(throws: Refusal.malformedID) { try verify(scheme, request) }
    }

    @Test func `an id may hold a full stop where nothing is parted by one`() throws {
        let scheme = try SignatureScheme.custom([
            "header": "x-s", "content": "{id}:{body}", "id.from": "header:x-i",
        ])
        #expect(try verify(scheme, signed(scheme, id: "a.b")).signedID == "a.b")
    }

    @Test(arguments: ["+1763884800", "17638 84800", "1763884800.0", "", "99999999999999999999"])
    func `a time that is not digits alone is refused`(text: String) throws {
        let scheme = SignaturePreset.slack.scheme
        var request = try signed(scheme)
        let code = HMAC.authenticate(
            Array("v0:\(text):".utf8) + Self.body,
            key: Array("topsecret".utf8)
        )
        request.headers = [
            ("x-slack-signature", "v0=" + Hex.encode(code)), ("x-slack-request-timestamp", text),
        ]
        #expect(throws: Refusal.malformedTime) { try verify(scheme, request) }
    }

    @Test func `a fresh unsigned id gives an old body no new identity`() throws {
        let scheme = SignaturePreset.github.scheme
        let request = try signed(scheme)
        var replayed = request
        replayed.headers.removeAll { $0.name == "x-github-delivery" }
        replayed.headers.append(("X-GitHub-Delivery", "another"))
        let (first, second) = (try verify(scheme, request), try verify(scheme, replayed))
        #expect(first.identity == second.identity)
        #expect(second.signedID == nil && !second.identityIsUnique)
    }

    @Test func `every active secret may match and no other`() throws {
        let scheme = SignaturePreset.github.scheme
        let request = try signed(scheme)
        let old = WebhookSecret(id: "0", value: SecretValue("former"))
        #expect(try verify(scheme, request, secrets: [old, Self.secret]).matchedSecretID == "1")
        var expired = Self.secret
        expired.notAfter = Timestamp(microseconds: Self.now.microseconds - 1)
        #expect(throws: Refusal.signatureMismatch) {
            try verify(scheme, request, secrets: [old, expired])
        }
        #expect(throws: Refusal.noActiveSecret) { try verify(scheme, request, secrets: [expired]) }
    }

    @Test(arguments: ["v1a", "v2", "V1"])
    func `a signature of another version is passed over`(version: String) throws {
        let scheme = try SignatureScheme.custom([
            "header": "x-s", "format": "v1,{signature}", "encoding": "base64",
        ])
        var request = try signed(scheme)
        let right = request.headers[0].value
        let other = version + right.dropFirst(2)
        request.headers[0].value = other
        #expect(throws: Refusal.malformedSignature) { try verify(scheme, request) }
        request.headers[0].value = "\(other) \(right)"
        #expect(try verify(scheme, request).matchedSecretID == "1")
    }

    @Test func `several signatures and blanks around them are read`() throws {
        let scheme = SignaturePreset.stripe.scheme
        var request = try signed(scheme)
        let other = String(repeating: "0", count: 64)
        request.headers[0].value = request.headers[0].value.replacing(",", with: ", v1=\(other), ")
        #expect(try verify(scheme, request).signedAt == Self.now)
        request.headers[0].value += ",t=1763884801"
        #expect(throws: Refusal.malformedSignature) { try verify(scheme, request) }
    }

    @Test func `a duplicate time in a signed body is refused`() throws {
        let scheme = SignaturePreset.infisical.scheme
        let body = Array(#"{"timestamp":1763884800000,"timestamp":1}"#.utf8)
        let headers = try SignatureSigner(scheme: scheme)
            .headers(forBody: body, secret: Self.secret.value, at: Self.now, id: "")
        #expect(throws: Refusal.timeDiffersFromBody) {
            try verify(scheme, IncomingRequest(headers: headers, body: body))
        }
    }
}
