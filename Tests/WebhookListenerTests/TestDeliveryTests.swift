import Encodings
import Cryptography
import LiveLog
import SyncModel
import TestSupport
import Testing
import WebhookListener
import WebhookSignatures

/// Test deliveries from this server to itself.
@Suite struct TestDeliveryTests {
    private struct Outcome: Equatable {
        var status: Int
        var state: String?
        var reason: String?
    }

    private func outcome(
        of scheme: SignatureScheme,
        _ payload: WebhookSource.Payload,
        on bench: ListenerBench,
        secret: SecretValue = ListenerBench.secret
    ) async throws -> Outcome {
        let request = try TestDelivery.request(
            of: payload,
            scheme: scheme,
            secret: secret,
            id: "test-1",
            at: bench.now
        )
        for await answer in bench.listener().answer(request, to: "kms") {
            let body = try JSONValue.parse(Array(answer.body.utf8))
            return Outcome(
                status: answer.status,
                state: body["status"]?.string,
                reason: body["reason"]?.string
            )
        }
        return Outcome(status: 0)
    }

    private static let ignored = Outcome(status: 202, state: "ignored", reason: "It is a test.")

    @Test(arguments: SignaturePreset.allCases, [WebhookSource.Payload.hanzoKMS, .secretEvents])
    func `every preset accepts and ignores its own`(
        preset: SignaturePreset,
        payload: WebhookSource.Payload
    ) async throws {
        let bench = try await ListenerBench()
        try await bench.addSource("kms", preset: preset, payload: payload)
        #expect(try await outcome(of: preset.scheme, payload, on: bench) == Self.ignored)
        #expect(try bench.events().map(\.type) == ["delivery.ignored"])
    }

    @Test(arguments: [
        ["header": "x-s", "timestamp.from": "body:/data/sent~1at", "timestamp.unit": "s"],
        ["header": "x-s", "timestamp.from": "body:/time", "timestamp.unit": "ms"],
        [
            "header": "x-s", "format": "t={timestamp},v1={signature}",
            "content": "{timestamp}.{body}", "timestamp.from": "signature",
        ],
        [
            "header": "x-s", "content": "{id}.{body}", "id.from": "header:x-id",
            "encoding": "base64", "algorithm": "hmac-sha512",
        ],
    ])
    func `a source with a scheme of its own does so too`(members: [String: String]) async throws {
        let bench = try await ListenerBench()
        try await bench.addSource("kms", scheme: members)
        let scheme = try SignatureScheme.custom(members)
        #expect(try await outcome(of: scheme, .secretEvents, on: bench) == Self.ignored)
    }

    @Test func `one with another secret is refused as any other, and kept`() async throws {
        let bench = try await ListenerBench()
        try await bench.addSource("kms", preset: .github)
        let wrong = SecretValue("another-secret-0")
        let found = try await outcome(
            of: SignaturePreset.github.scheme,
            .secretEvents,
            on: bench,
            secret: wrong
        )
        #expect(found == Outcome(status: 401))
        #expect(bench.refusals.newestFirst.map(\.code) == [Refusal.signatureMismatch.code])
    }
}
