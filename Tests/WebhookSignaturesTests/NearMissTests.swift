import Encodings
import Cryptography
import SyncModel
import Testing
import WebhookSignatures

/// Each mistake that senders make is made here, and must be named.
@Suite struct NearMissTests {
    /// One mistake: how the source is set up, what the sender does, and what is said of it.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let name: String
        var preset: SignaturePreset = .github
        var configured: String = "topsecret"
        var notAfter: Timestamp?
        /// How the sender signs, where it is not as the source expects.
        var signedAs: SignatureScheme?
        var signedWith: SecretValue?
        var signedBody: String = #"{"a": 1,"timestamp":1763884800123}"#
        var arrivedBody: String = #"{"a": 1,"timestamp":1763884800123}"#
        var arrivedLater: Int64 = 0
        var changeHeaders: @Sendable ([(name: String, value: String)]) -> [(String, String)] = {
            $0.map { ($0.name, $0.value) }
        }
        let expected: [Deviation]

        var testDescription: String { name }
    }

    private static let signedAt = Timestamp(microseconds: 1_763_884_800_123_000)
    private static let other = ExplainedSource(
        name: "other",
        scheme: SignaturePreset.github.scheme,
        secrets: [WebhookSecret(id: "o1", value: SecretValue("the-other-secret"))],
        toleranceSeconds: 300,
        isEnabled: true
    )

    private static func scheme(
        _ preset: SignaturePreset,
        _ change: (inout SignatureScheme) -> Void
    ) -> SignatureScheme {
        var scheme = preset.scheme
        change(&scheme)
        return scheme
    }

    private func explain(_ mistake: Mistake) throws -> Explanation {
        let headers = try SignatureSigner(scheme: mistake.signedAs ?? mistake.preset.scheme)
            .headers(
                forBody: Array(mistake.signedBody.utf8),
                secret: mistake.signedWith ?? SecretValue(mistake.configured),
                at: Self.signedAt,
                id: "msg_1"
            )
        let secret = WebhookSecret(
            id: "s1",
            value: SecretValue(mistake.configured),
            notAfter: mistake.notAfter
        )
        let source = ExplainedSource(
            name: "kms",
            scheme: mistake.preset.scheme,
            secrets: [secret],
            toleranceSeconds: 300,
            isEnabled: true
        )
        let request = IncomingRequest(
            headers: mistake.changeHeaders(headers),
            body: Array(mistake.arrivedBody.utf8)
        )
        let now = Timestamp(
            microseconds: Self.signedAt.microseconds + mistake.arrivedLater * 1_000_000
        )
        return Explainer(source: source, others: [Self.other]).explain(request, now: now)
    }

    static let mistakes: [Mistake] = [
        Mistake(
            name: "the configured secret has a trailing newline",
            configured: "topsecret\n",
            signedWith: SecretValue("topsecret"),
            expected: [.secretHasWhiteSpace]
        ),
        Mistake(
            name: "the configured secret has a leading space",
            preset: .stripe,
            configured: " topsecret",
            signedWith: SecretValue("topsecret"),
            expected: [.secretHasWhiteSpace]
        ),
        Mistake(
            name: "the sender's secret has a trailing newline",
            signedAs: scheme(.github) { $0.secretEncoding = .hex },
            signedWith: SecretValue(Hex.encode(Array("topsecret\n".utf8))),
            expected: [.senderSecretEndsWith("\n")]
        ),
        Mistake(
            name: "the sender's secret has a trailing space",
            signedAs: scheme(.github) { $0.secretEncoding = .hex },
            signedWith: SecretValue(Hex.encode(Array("topsecret ".utf8))),
            expected: [.senderSecretEndsWith(" ")]
        ),
        Mistake(
            name: "the configured secret stands in quotes",
            configured: "\"topsecret\"",
            signedWith: SecretValue("topsecret"),
            expected: [.secretHasQuotes]
        ),
        Mistake(
            name: "the sender decodes the secret from base64",
            configured: "MDEyMzQ1Njc4OWFiY2RlZg==",
            signedAs: scheme(.github) { $0.secretEncoding = .base64 },
            expected: [.secretDecoded(.base64)]
        ),
        Mistake(
            name: "the sender decodes the secret from hex",
            configured: "00ff00ff00ff00f",
            signedAs: scheme(.github) { $0.secretEncoding = .hex },
            signedWith: SecretValue("00ff00ff00ff00ff"),
            expected: []
        ),
        Mistake(
            name: "the sender decodes the secret from hex digits",
            configured: "00ff00ff00ff00ff",
            signedAs: scheme(.github) { $0.secretEncoding = .hex },
            expected: [.secretDecoded(.hex)]
        ),
        Mistake(
            name: "the sender takes a Standard Webhooks secret as text, whsec_ included",
            preset: .standardWebhooks,
            configured: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            signedAs: scheme(.standardWebhooks) { $0.secretEncoding = .utf8 },
            expected: [.secretPrefixKept]
        ),
        Mistake(
            name: "the sender takes a Standard Webhooks secret as text behind whsec_",
            preset: .standardWebhooks,
            configured: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            signedAs: scheme(.standardWebhooks) { $0.secretEncoding = .utf8 },
            signedWith: SecretValue("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            expected: [.secretPrefixDropped]
        ),
        Mistake(
            name: "the secret is not valid any more",
            notAfter: Timestamp(microseconds: 1),
            expected: [.secretNotActive]
        ),
        Mistake(
            name: "it is signed with the secret of another source",
            signedWith: SecretValue("the-other-secret"),
            expected: [.otherSource("other")]
        ),
        Mistake(
            name: "the signature stands in another known header",
            signedAs: scheme(.github) { $0.headers = ["x-hub-signature"] },
            expected: [.otherHeader("x-hub-signature")]
        ),
        Mistake(
            name: "it is signed as another preset signs",
            signedAs: SignaturePreset.stripe.scheme,
            expected: [.otherPreset("stripe")]
        ),
        Mistake(
            name: "the signature is in base64",
            signedAs: scheme(.github) { $0.encoding = .base64 },
            expected: [.signatureEncoding(.base64)]
        ),
        Mistake(
            name: "the signature is in hex",
            preset: .shopify,
            signedAs: scheme(.shopify) { $0.encoding = .hex },
            expected: [.signatureEncoding(.hex)]
        ),
        Mistake(
            name: "the signature stands without sha256=",
            signedAs: scheme(.github) { $0.format = "{signature}" },
            expected: [.signatureWithoutPrefix]
        ),
        Mistake(
            name: "it is signed with SHA-512",
            signedAs: scheme(.github) { $0.algorithm = .sha512 },
            expected: [.otherAlgorithm("hmac-sha512")]
        ),
        Mistake(
            name: "only the body is signed",
            preset: .slack,
            signedAs: scheme(.slack) { $0.content = "{body}" },
            expected: [.bodySignedAlone]
        ),
        Mistake(
            name: "the time is in milliseconds",
            preset: .stripe,
            signedAs: scheme(.stripe) { $0.time?.unit = .milliseconds },
            expected: [.timeUnit(.milliseconds)]
        ),
        Mistake(
            name: "the time is in seconds",
            preset: .infisical,
            signedAs: scheme(.infisical) { $0.time?.unit = .seconds },
            signedBody: #"{"timestamp":1763884800}"#,
            arrivedBody: #"{"timestamp":1763884800}"#,
            expected: [.timeUnit(.seconds, inBody: "timestamp")]
        ),
        Mistake(
            name: "the time is in seconds in the header and in milliseconds in the body",
            preset: .hanzoKMS,
            signedAs: scheme(.hanzoKMS) { $0.time?.unit = .seconds },
            expected: []
        ),
        Mistake(
            name: "the signed id holds a full stop",
            preset: .standardWebhooks,
            configured: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            changeHeaders: { $0.map { ($0.name, $0.name == "webhook-id" ? "msg.1" : $0.value) } },
            expected: []
        ),
        Mistake(
            name: "it comes 400 seconds late",
            preset: .stripe,
            arrivedLater: 400,
            expected: [.clockSkew(seconds: 400)]
        ),
        Mistake(
            name: "it comes 400 seconds early",
            preset: .slack,
            arrivedLater: -400,
            expected: [.clockSkew(seconds: -400)]
        ),
        Mistake(
            name: "a newline and another encoding at once",
            signedAs: scheme(.github) {
                $0.encoding = .base64
                $0.secretEncoding = .hex
            },
            signedWith: SecretValue(Hex.encode(Array("topsecret\n".utf8))),
            expected: [.signatureEncoding(.base64), .senderSecretEndsWith("\n")]
        ),
    ]

    @Test(arguments: mistakes)
    func `a mistake is named`(mistake: Mistake) throws {
        let explanation = try explain(mistake)
        #expect(!explanation.isAccepted)
        #expect(explanation.nearMisses.first?.deviations ?? [] == mistake.expected)
        #expect(explanation.nearMisses.allSatisfy { $0.isProven })
    }

    struct Rewriting: Sendable {
        let change: Deviation.BodyChange
        let signed: String
        let arrived: String
    }

    static let rewritings = [
        Rewriting(change: .compactJSON, signed: #"{"a":[1,{}]}"#, arrived: #"{ "a": [1, {} ] }"#),
        Rewriting(change: .spacedJSON, signed: #"{"a, b": [1, 2]}"#, arrived: #"{"a, b":[1,2]}"#),
        Rewriting(
            change: .indentedByTwo,
            signed: "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}",
            arrived: #"{"a":[1,2],"b":{}}"#
        ),
        Rewriting(
            change: .indentedByFour,
            signed: "{\n    \"a\": 1.50\n}",
            arrived: #"{"a":1.50}"#
        ),
        Rewriting(change: .withoutFinalNewline, signed: "{ }", arrived: "{ }\n"),
        Rewriting(change: .withFinalNewline, signed: "{ }\n", arrived: "{ }"),
        Rewriting(change: .lineFeeds, signed: "{\n \n}", arrived: "{\r\n \r\n}"),
        Rewriting(change: .carriageReturns, signed: "{\r\n \r\n}", arrived: "{\n \n}"),
        Rewriting(change: .withoutByteOrderMark, signed: "{ }", arrived: "\u{FEFF}{ }"),
    ]

    @Test(arguments: rewritings)
    func `a body that was rewritten is recognised`(rewriting: Rewriting) throws {
        let explanation = try explain(
            Mistake(
                name: "rewritten",
                signedBody: rewriting.signed,
                arrivedBody: rewriting.arrived,
                expected: []
            )
        )
        #expect(explanation.nearMisses.map(\.deviations) == [[.body(rewriting.change)]])
        #expect(explanation.refusal == Explanation.Reason(.signatureMismatch))
    }

    @Test(arguments: SignaturePreset.allCases)
    func `a request that is right has nothing to explain`(preset: SignaturePreset) throws {
        let mistake = Mistake(
            name: "none",
            preset: preset,
            configured: preset.scheme.secretEncoding == .whsec
                ? "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" : "topsecret",
            expected: []
        )
        let explanation = try explain(mistake)
        #expect(explanation.isAccepted && explanation.nearMisses.isEmpty)
    }

    @Test func `a secret that is nowhere known gives no near miss`() throws {
        let explanation = try explain(
            Mistake(name: "foreign", signedWith: SecretValue("something else"), expected: [])
        )
        #expect(explanation.refusal == Explanation.Reason(.signatureMismatch))
        #expect(explanation.nearMisses.isEmpty)
    }

    @Test func `every deviation says what it is and what to do`() {
        for deviation in Self.mistakes.flatMap(\.expected) {
            #expect(!deviation.message.isEmpty && !deviation.hint.isEmpty)
        }
    }

    @Test func `what a hint says can be configured`() throws {
        let hints = [Deviation.timeUnit(.seconds, inBody: "timestamp"), .bodySignedAlone]
            .map(\.hint)
        #expect(hints[0].contains("from body:/timestamp and the unit s"))
        _ = try SignatureScheme.configured([
            "header": "x-kms-signature", "format": "t={timestamp};{signature}",
            "timestamp.from": "body:/timestamp", "timestamp.unit": "s",
        ])
        #expect(hints[1].contains("no timestamp"))
        _ = try SignatureScheme.configured(["header": "x-s", "format": "v0={signature}"])
    }
}
