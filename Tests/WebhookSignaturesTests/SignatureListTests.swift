import Encodings
import Cryptography
import SyncModel
import Synchronization
import Testing
import WebhookSignatures

/// Headers that hold a signature for each secret, as they do while a sender changes its secret.
@Suite struct SignatureListTests {
    /// A scheme and how its header is written with some signatures, the time before them where it
    /// has one.
    struct List: Sendable, CustomTestStringConvertible {
        let name: String
        let members: [String: String]
        let header: @Sendable (_ time: String, _ signatures: [String]) -> String

        var testDescription: String { name }
    }

    static let lists: [List] = [
        List(name: "v1=a,v1=b", members: ["format": "v1={signature}"]) { _, all in
            all.map { "v1=\($0)" }.joined(separator: ",")
        },
        List(name: "v1=a, v1=b", members: ["format": "v1={signature}"]) { _, all in
            all.map { "v1=\($0)" }.joined(separator: ", ")
        },
        List(name: "v1=a;v1=b", members: ["format": "v1={signature}"]) { _, all in
            all.map { "v1=\($0)" }.joined(separator: ";")
        },
        List(name: "sha256=a,sha256=b", members: ["format": "sha256={signature}"]) { _, all in
            all.map { "sha256=\($0)" }.joined(separator: ",")
        },
        List(name: "CircleCI: v1=a,v2=b", members: ["format": "v1={signature}"]) { _, all in
            all.map { "v1=\($0)" }.joined(separator: ",") + ",v2=" + all[0] + ",v3=x"
        },
        List(name: "a b", members: [:]) { _, all in all.joined(separator: " ") },
        List(name: "a,b", members: [:]) { _, all in all.joined(separator: ",") },
        List(name: "v1,a v1,b", members: ["format": "v1,{signature}"]) { _, all in
            all.map { "v1,\($0)" }.joined(separator: " ")
        },
        List(name: "a|b", members: ["separators": "|"]) { _, all in all.joined(separator: "|") },
        List(
            name: "Paddle: ts=…;h1=a;h1=b",
            members: [
                "format": "ts={timestamp};h1={signature}", "content": "{timestamp}:{body}",
                "timestamp.from": "signature",
            ]
        ) { time, all in "ts=\(time);" + all.map { "h1=\($0)" }.joined(separator: ";") },
        List(
            name: "Stripe: t=…,v1=a,v1=b,v0=c",
            members: [
                "format": "t={timestamp},v1={signature}", "content": "{timestamp}.{body}",
                "timestamp.from": "signature",
            ]
        ) { time, all in
            "t=\(time)," + all.map { "v1=\($0)" }.joined(separator: ",") + ",v0=" + all[0]
        },
        List(
            name: "t=… v1=a v1=b",
            members: [
                "format": "t={timestamp} v1={signature}", "content": "{timestamp}.{body}",
                "separators": " ", "timestamp.from": "signature",
            ]
        ) { time, all in "t=\(time) " + all.map { "v1=\($0)" }.joined(separator: " ") },
    ]

    private static let time = "1763884800"
    private static let wrong = String(repeating: "0", count: 64)

    private static func scheme(_ list: List) throws -> SignatureScheme {
        try .configured(list.members.merging(["header": "x-s"]) { own, _ in own })
    }

    /// The right signature of the body, made without the code that reads it.
    private static func right(_ scheme: SignatureScheme) -> String {
        let signed = scheme.content.replacing("{timestamp}", with: time)
            .replacing("{body}", with: String(decoding: Signing.body, as: UTF8.self))
        return Hex.encode(
            HMAC.authenticate(parts: [Array(signed.utf8)], key: Array(Signing.text.utf8))
        )
    }

    @Test(arguments: lists)
    func `any of the signatures may be the right one`(list: List) throws {
        let scheme = try Self.scheme(list)
        let right = Self.right(scheme)
        for all in [
            [right], [right, Self.wrong], [Self.wrong, right], [Self.wrong, "xyz", right],
            Array(repeating: Self.wrong, count: 14) + [right],
        ] {
            let request = IncomingRequest(
                headers: [("x-s", list.header(Self.time, all))],
                body: Signing.body
            )
            try Signing.verify(scheme, request)
        }
    }

    @Test(arguments: lists)
    func `none of them right is refused, and so are more than any sender sends`(
        list: List
    ) throws {
        let scheme = try Self.scheme(list)
        func refusal(_ all: [String]) throws -> Refusal? {
            let request = IncomingRequest(
                headers: [("x-s", list.header(Self.time, all))],
                body: Signing.body
            )
            do {
                try Signing.verify(scheme, request)
                return nil
            } catch let refusal as Refusal {
                return refusal
            }
        }
        #expect(try refusal([Self.wrong, Self.wrong]) == .signatureMismatch)
        let many = Array(repeating: Self.wrong, count: 16) + [Self.right(scheme)]
        #expect(try refusal(many) == .malformedSignature)
    }

    @Test(arguments: lists)
    func `a refusal hashes once for each secret, however many signatures there are`(
        list: List
    ) throws {
        let scheme = try Self.scheme(list)
        for count in [1, 2, 15] {
            let hashed = Mutex(0)
            let verifier = SignatureVerifier(
                scheme: scheme,
                secrets: [
                    Signing.secret, WebhookSecret(id: "2", value: SecretValue("another one")),
                ],
                toleranceSeconds: 300,
                identityKey: [UInt8](repeating: 4, count: 32)
            ) {
                hashed.withLock { $0 += 1 }
                return HMAC.authenticate(parts: $0, key: $1, using: $2)
            }
            let header = list.header(Self.time, Array(repeating: Self.wrong, count: count))
            let request = IncomingRequest(headers: [("x-s", header)], body: Signing.body)
            #expect(throws: Refusal.signatureMismatch) {
                _ = try verifier.verify(request, now: Signing.now)
            }
            #expect(hashed.withLock { $0 } == 2)
        }
    }

    @Test(arguments: ["", "a", "0", "=", "-", ", x", "{", "\t", "é"])
    func `what can stand in a signature parts none`(separators: String) {
        #expect(throws: SignatureSchemeError.self) {
            try SignatureScheme.configured(["header": "x-s", "separators": separators])
        }
    }
}
