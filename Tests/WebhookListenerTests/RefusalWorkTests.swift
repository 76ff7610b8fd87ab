import Cryptography
import HTTPTypes
import Synchronization
import SyncModel
import Testing
import WebhookSignatures

/// Refusals must not be told apart by their time; what takes the time is counted here, not
/// measured.
@Suite struct RefusalWorkTests {
    private static let body = Bodies.cloudEvent("e1")

    /// As many HMACs as the dearest source of the bench makes: 8 of SHA-512, and 1 of SHA-256.
    private static let expected: [HashAlgorithm: Int] = [.sha256: 1, .sha512: 8]

    private let bench: ListenerBench

    init() async throws {
        bench = try await ListenerBench()
        try await bench.addSource("one", preset: .standardWebhooks, payload: .secretEvents)
        try await bench.addSource(
            "off",
            preset: .standardWebhooks,
            payload: .secretEvents,
            isEnabled: false
        )
        try await bench.addSource(
            "many",
            scheme: ["header": "x-s", "algorithm": "hmac-sha512"],
            secretCount: 8
        )
    }

    /// The HMACs over the body that a request costs, by algorithm.
    private func work(_ send: () async throws -> Reply) async throws -> [HashAlgorithm: Int] {
        bench.authentications.withLock { $0 = [] }
        #expect(try await send().status == 401)
        var counts: [HashAlgorithm: Int] = [:]
        for one in bench.authentications.withLock({ $0 }) {
            counts[one.algorithm, default: 0] += 1
            #expect((0..<100).contains(one.byteCount - Self.body.utf8.count))
        }
        return counts
    }

    @Test(arguments: ["one", "off", "many", "nobody", "another"])
    func `a refused request costs the same whatever it is refused for`(name: String) async throws {
        let other = SecretValue("whsec_d3Jvbmctd3Jvbmctd3Jvbmc=")
        let wrong = try await work { try await bench.send(Self.body, to: name, secret: other) }
        #expect(wrong == Self.expected)
        let unsigned = try await work {
            try await bench.post(
                Self.body,
                to: "/webhooks/\(name)",
                [.contentType: "application/json"]
            )
        }
        #expect(unsigned == Self.expected)
    }

    @Test func `a stale request with a right signature costs what the others do`() async throws {
        let stale = try await work {
            try await bench.send(Self.body, to: "one", signedAt: -301)
        }
        #expect(stale == Self.expected)
    }

    @Test func `eight secrets and a wrong SHA-512 signature cost what an unknown source does`()
        async throws
    {
        var fields: HTTPFields = [.contentType: "application/json"]
        fields[try #require(HTTPField.Name("x-s"))] = String(repeating: "0", count: 128)
        let wrong = try await work {
            try await bench.post(Self.body, to: "/webhooks/many", fields)
        }
        #expect(wrong == Self.expected)
    }

    @Test func `what is accepted costs one HMAC a secret and no more`() async throws {
        bench.authentications.withLock { $0 = [] }
        #expect(try await bench.send(Self.body, to: "one").status == 202)
        #expect(bench.authentications.withLock { $0.map(\.algorithm) } == [.sha256])
    }

    @Test func `without any source a refusal still costs an HMAC`() async throws {
        let empty = try await ListenerBench()
        #expect(try await empty.send(Self.body, to: "nobody").status == 401)
        #expect(empty.authentications.withLock { $0.map(\.algorithm) } == [.sha256])
    }
}
