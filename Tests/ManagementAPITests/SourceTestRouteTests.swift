import APIServing
import Encodings
import EventLog
import HTTPTypes
import LiveLog
import ManagementAPI
import ManagementAPIBench
import SyncModel
import Synchronization
import TestSupport
import Testing
import WebhookSignatures

/// Test deliveries that an administrator asks for.
@Suite struct SourceTestRouteTests {
    private static let path = "/api/v1/webhook-sources/ci/test"
    private static let secret = "c4n4ry-s3cret-01"
    private static let url = "https://sync.example"

    /// Verifies what it is sent as the source would, and remembers where it was sent.
    private final class Endpoint: Sendable {
        let sent = Mutex<[String]>([])
        let isReached = Mutex(true)

        func testing(publicURL: String? = SourceTestRouteTests.url) -> SourceTesting {
            SourceTesting(
                publicURL: publicURL,
                inside: { [self] source, request in answer(request, at: source) },
                post: { [self] url, request in answer(request, at: url) }
            )
        }

        private func answer(_ request: IncomingRequest, at place: String) -> SourceTesting.Answer {
            sent.withLock { $0.append(place) }
            guard isReached.withLock(\.self) else {
                return SourceTesting.Answer(
                    noneBecause: (code: "no-answer", message: "No.", hint: "Look.")
                )
            }
            let verifier = SignatureVerifier(
                scheme: SignaturePreset.github.scheme,
                secrets: [
                    WebhookSecret(id: "s", value: SecretValue(SourceTestRouteTests.secret))
                ],
                toleranceSeconds: 300,
                identityKey: [0]
            )
            guard (try? verifier.verify(request, now: VirtualClock.epoch)) != nil else {
                return SourceTesting.Answer(status: 401, body: #"{"error":"unauthorized"}"#)
            }
            let body = #"{"status":"ignored","reason":"It is a test.","position":7}"#
            return SourceTesting.Answer(status: 202, body: body)
        }
    }

    private func bench(
        _ endpoint: Endpoint,
        publicURL: String? = url,
        secrets: String = secret
    ) async throws -> APIBench {
        let bench = try APIBench(testing: endpoint.testing(publicURL: publicURL))
        let body = #"{"name":"ci","preset":"github","secrets":["\#(secrets)"]}"#
        #expect(try await bench.call(.post, "/api/v1/webhook-sources", body).status == 200)
        return bench
    }

    @Test func `one that is signed as the source expects is accepted`() async throws {
        let endpoint = Endpoint()
        let bench = try await bench(endpoint)
        let reply = try await bench.call(.post, Self.path, #"{"via":"inside"}"#)
        let test = try #require(reply.json["test"])
        #expect(test["status"]?.integer == 202)
        #expect(test["isAccepted"]?.bool == true)
        #expect(test["position"]?.integer == 7)
        #expect(test["explanation"] == .null)
        #expect(test["url"] == .null)
        #expect(test["deliveryId"]?.string?.hasPrefix("test-") == true)
        #expect(!reply.text.contains(Self.secret))
        #expect(endpoint.sent.withLock(\.self) == ["ci"])
    }

    @Test func `a refusal comes with its explanation, and without the secret`() async throws {
        let bench = try await bench(Endpoint(), secrets: "an0ther-c4n4ry-2")
        let reply = try await bench.call(.post, Self.path, #"{"via":"inside"}"#)
        let test = try #require(reply.json["test"])
        #expect(test["status"]?.integer == 401)
        #expect(test["isAccepted"]?.bool == false)
        #expect(test["body"]?.string == #"{"error":"unauthorized"}"#)
        #expect(test["explanation"]?["steps"]?.array?.count == 8)
        #expect(!reply.text.contains("c4n4ry"))
    }

    @Test func `one through the public URL goes to the address that senders use`() async throws {
        let endpoint = Endpoint()
        let bench = try await bench(endpoint)
        let reply = try await bench.call(.post, Self.path, #"{"via":"public-url"}"#)
        #expect(reply.json["test"]?["url"]?.string == Self.url + "/webhooks/ci")
        #expect(endpoint.sent.withLock(\.self) == [Self.url + "/webhooks/ci"])
        let without = try await self.bench(Endpoint(), publicURL: nil)
        let refused = try await without.call(.post, Self.path, #"{"via":"public-url"}"#)
        #expect(refused.status == 400)
        #expect(refused.json["message"]?.string?.contains("CHECKLY_SYNC_PUBLIC_URL") == true)
    }

    @Test func `no response is told as one`() async throws {
        let endpoint = Endpoint()
        endpoint.isReached.withLock { $0 = false }
        let bench = try await bench(endpoint)
        let test = try await bench.call(.post, Self.path, #"{"via":"public-url"}"#).json["test"]
        #expect(test?["status"] == .null)
        #expect(test?["body"] == .null)
        #expect(test?["problem"]?["code"]?.string == "no-answer")
    }

    @Test func `a secret is named by its id`() async throws {
        let bench = try await bench(Endpoint())
        let source = try await bench.call(.get, "/api/v1/webhook-sources/ci").json["webhookSource"]
        let id = try #require(source?["secrets"]?.array?.first?["id"]?.string)
        let body = #"{"via":"inside","secretId":"\#(id)"}"#
        let test = try await bench.call(.post, Self.path, body).json["test"]
        #expect(test?["secretId"]?.string == id)
        let wrong = #"{"via":"inside","secretId":"none"}"#
        #expect(try await bench.call(.post, Self.path, wrong).status == 422)
    }

    @Test(arguments: ["{}", #"{"via":"elsewhere"}"#, #"{"via":"inside","secretId":7}"#])
    func `a body that says it wrong is refused`(body: String) async throws {
        let endpoint = Endpoint()
        let bench = try await bench(endpoint)
        #expect(try await bench.call(.post, Self.path, body).status == 422)
        #expect(endpoint.sent.withLock(\.self) == [])
    }

    @Test func `an auditor may not, and nobody may do it all the time`() async throws {
        let bench = try await bench(Endpoint())
        let made = try await bench.call(
            .post,
            "/api/v1/tokens",
            #"{"name":"eye","role":"auditor"}"#
        )
        let token = made.json["token"]?["value"]?.string
        let body = #"{"via":"inside"}"#
        #expect(try await bench.call(.post, Self.path, body, token: token).status == 403)
        for _ in 0..<12 { #expect(try await bench.call(.post, Self.path, body).status == 200) }
        #expect(try await bench.call(.post, Self.path, body).status == 429)
    }
}
