import Encodings
import Cryptography
import EventLog
import Foundation
import HTTPTypes
import ManagementAPIBench
import ManagementAPI
import SecretSealing
import SyncModel
import TestSupport
import Testing
import WebhookSignatures

@Suite struct DeliveryRouteTests {
    private static let path = FolderPath.sample()

    private static func entry(_ key: String) -> SecretEntry {
        SecretEntry.sample(key, "fp1:00112233445566778899aabbccddeeff")
    }

    /// Records a delivery as the listener does, and gives where it begins.
    private func deliver(
        _ bodies: [EventBody],
        id: String,
        from source: String = "kms",
        to bench: APIBench
    ) async throws -> Position {
        let outcome = try await bench.log.append(
            AppendRequest(
                source: source,
                identity: Array("\(source) \(id)".utf8),
                deliveryID: id,
                secretID: "secret-7",
                remoteAddress: "192.0.2.9",
                events: bodies.map { PendingEvent($0) }
            )
        )
        guard case .recorded(let first, _) = outcome else { return .beforeFirst }
        return first
    }

    private func append(_ bodies: [EventBody], to bench: APIBench) async throws {
        _ = try await bench.log.append(AppendRequest(events: bodies.map { PendingEvent($0) }))
    }

    private func sync(_ bench: APIBench) async throws -> String {
        let connection = try await bench.connect()
        let reply = try await bench.call(
            .post,
            "/api/v1/secret-syncs/checkly",
            APIBench.sync(connection, more: #","isAutoSyncEnabled":true"#)
        )
        return try #require(reply.json["secretSync"]?["id"]?.string)
    }

    private func written(_ key: String, _ run: PushRun, from position: Position) -> EventBody {
        .push(
            .variableWritten(
                PushedVariable(
                    runID: run.id,
                    syncID: run.syncID,
                    accountID: "a-1",
                    groupID: nil,
                    key: key,
                    fingerprint: Self.entry(key).fingerprint,
                    value: WrittenValue(
                        place: SealedValueReference(position: position, slot: 0),
                        name: .secret(key, in: FolderID(source: "kms", path: Self.path))
                    )
                )
            )
        )
    }

    @Test func `what newer versions had outlived is named everywhere`() async throws {
        let bench = try APIBench()
        let id = try await sync(bench)
        func change(_ key: String, _ version: Int64) -> SecretChange {
            var entry = Self.entry(key)
            entry.version = version
            return .set(entry)
        }
        _ = try await deliver(
            [.secrets(.changed(Self.path, [change("A", 5), change("B", 5)]))],
            id: "first",
            to: bench
        )
        let some = try await deliver(
            [.secrets(.changed(Self.path, [change("A", 4), change("C", 1)]))],
            id: "some",
            to: bench
        )
        _ = try await deliver(
            [.secrets(.changed(Self.path, [change("B", 4)]))],
            id: "all",
            to: bench
        )
        // What a run writes after it is not for it.
        let run = PushRun(id: "run", syncID: id, kind: .push, through: bench.log.head)
        try await append([.push(.started(run)), .push(.finished(run, .succeeded))], to: bench)

        let all = try await bench.call(.get, "/api/v1/deliveries/all").json["delivery"]
        #expect(all?["outcome"]?.string == "superseded")
        #expect(all?["settled"]?.bool == true)
        #expect(all?["superseded"]?.array?.compactMap(\.string) == ["B"])
        #expect(all?["syncs"]?.array?.first?["outcome"]?.string == "superseded")
        let part = try await bench.call(.get, "/api/v1/deliveries/some").json["delivery"]
        #expect(part?["outcome"]?.string == "pushed")
        #expect(part?["superseded"]?.array?.compactMap(\.string) == ["A"])

        let own = "/api/v1/secret-syncs/checkly/\(id)"
        let notices = try await bench.call(.get, own).json["secretSync"]?["notices"]?.array
        let notice = notices?.first { $0["code"]?.string == "superseded" }
        #expect(
            notice?["message"]?.string?.contains("A (version 4 in event \(some.number)") == true
        )
        let history = try await bench.call(.get, own + "/history").json["history"]?.array ?? []
        #expect(history.compactMap { $0["superseded"]?.array?.first?.string } == ["A", "B"])
    }

    @Test func `a delivery's trail leads to each write at Checkly`() async throws {
        let bench = try APIBench()
        let id = try await sync(bench)
        let position = try await deliver(
            [.secrets(.changed(Self.path, [.set(Self.entry("A"))]))],
            id: "evt-1",
            to: bench
        )
        let waiting = try await bench.call(.get, "/api/v1/deliveries/evt-1").json["delivery"]
        #expect(waiting?["outcome"]?.string == "waiting")
        #expect(waiting?["settled"]?.bool == false)
        let failed = PushRun(id: "run-1", syncID: id, kind: .push, through: position)
        let good = PushRun(id: "run-2", syncID: id, kind: .push, through: bench.log.head)
        let problem = PushProblem(code: "checkly-unreachable", message: "No.", cause: .checkly)
        try await append(
            [
                .push(.started(failed)), .push(.finished(failed, .failed(problem, nextTryAt: nil))),
                .push(.started(good)), written("A", good, from: position),
                .push(.finished(good, .succeeded)),
            ],
            to: bench
        )
        let reply = try await bench.call(.get, "/api/v1/deliveries/\(position.number)")
        let delivery = try #require(reply.json["delivery"])
        #expect(delivery["id"]?.string == "evt-1")
        #expect(delivery["secretId"]?.string == "secret-7")
        #expect(delivery["remoteAddress"]?.string == "192.0.2.9")
        #expect(delivery["outcome"]?.string == "pushed" && delivery["settled"]?.bool == true)
        let runs = try #require(delivery["syncs"]?.array?.first?["runs"]?.array)
        #expect(runs.map { $0["outcome"]?.string } == ["failed", "succeeded"])
        #expect(runs[0]["problem"]?["code"]?.string == "checkly-unreachable")
        let writes = runs[1]["writes"]?.array ?? []
        #expect(writes.map { $0["key"]?.string } == ["A"])
        #expect(writes[0]["ofDelivery"]?.bool == true)
    }

    @Test func `a notification's trail goes through what was read on its behalf`() async throws {
        let bench = try APIBench()
        let id = try await sync(bench)
        let position = try await deliver([.folder(.notified(Self.path))], id: "n-1", to: bench)
        let observation = FolderObservation(
            cause: .notified,
            through: position,
            secrets: [Self.entry("A")],
            imports: []
        )
        _ = try await bench.log.append(
            AppendRequest(
                source: "kms",
                events: [PendingEvent(.folder(.observed(Self.path, observation)))]
            )
        )
        let run = PushRun(id: "run-1", syncID: id, kind: .push, through: bench.log.head)
        let read = bench.log.head
        try await append(
            [
                .push(.started(run)), written("A", run, from: read),
                .push(.finished(run, .succeeded)),
            ],
            to: bench
        )
        let delivery = try await bench.call(.get, "/api/v1/deliveries/n-1").json["delivery"]
        #expect(delivery?["reads"]?.array?.map { $0["position"]?.integer } == [read.number])
        #expect(delivery?["outcome"]?.string == "pushed")
    }

    @Test func `deliveries are listed by source and answer, a batch as one`() async throws {
        let bench = try APIBench()
        let change = EventBody.secrets(.changed(Self.path, [.delete(key: "A", version: nil)]))
        _ = try await deliver(
            [change, change, .delivery(.ignored(type: "t", reason: "r"))],
            id: "1",
            to: bench
        )
        _ = try await deliver([.delivery(.ignored(type: "t", reason: "r"))], id: "2", to: bench)
        _ = try await deliver([.delivery(.malformed(reason: "r"))], id: "3", from: "b", to: bench)
        func ids(_ query: String) async throws -> [String?] {
            let reply = try await bench.call(.get, "/api/v1/deliveries" + query)
            return (reply.json["deliveries"]?.array ?? []).map { $0["id"]?.string }
        }
        #expect(try await ids("") == ["1", "2", "3"])
        #expect(try await ids("?answer=ignored") == ["2"])
        #expect(try await ids("?answer=recorded") == ["1"])
        #expect(try await ids("?answer=malformed") == ["3"])
        #expect(try await ids("?source=b") == ["3"])
        #expect(try await ids("?newest=true&limit=2") == ["2", "3"])
        let page = try await bench.call(.get, "/api/v1/deliveries?limit=1")
        let next = try #require(page.json["next"]?.integer)
        #expect(try await ids("?after=\(next)") == ["2", "3"])
        #expect(try await bench.call(.get, "/api/v1/deliveries?answer=x").status == 422)
        #expect(try await bench.call(.get, "/api/v1/deliveries/none").status == 404)
    }

    @Test(arguments: [
        "urn:uuid:3c90c3cc-0d44-4b50-8888-8dd25736052a", "a=b", "a/b", "a%2Fb", "a b", "100%", "é",
        "日本", "a?b#c", "..", "+", "%zz",
    ])
    func `a delivery is found by its id, whatever is in it`(id: String) async throws {
        let bench = try APIBench()
        let change = EventBody.secrets(.changed(Self.path, [.delete(key: "A", version: nil)]))
        for other in ["a/b", "a%2Fb", id] { _ = try await deliver([change], id: other, to: bench) }
        let encoded = try #require(id.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        let path = "/api/v1/deliveries/" + encoded
        let found = try await bench.call(.get, path)
        #expect(found.json["delivery"]?["id"]?.string == id)
        #expect(try await bench.call(.post, path + "/body", "{}").status == 200)
    }

    @Test func `a colon stands for itself, and what is no encoding is told`() async throws {
        let bench = try APIBench()
        let change = EventBody.secrets(.changed(Self.path, [.delete(key: "A", version: nil)]))
        _ = try await deliver([change], id: "urn:uuid:1", to: bench)
        for path in ["urn:uuid:1", "urn%3Auuid%3A1", "urn%3auuid:%31"] {
            let reply = try await bench.call(.get, "/api/v1/deliveries/" + path)
            #expect(reply.json["delivery"]?["id"]?.string == "urn:uuid:1")
        }
        for path in ["%zz", "a%", "%ff"] {
            let reply = try await bench.call(.get, "/api/v1/deliveries/" + path)
            #expect(reply.status == 400)
            #expect(reply.json["message"]?.string?.contains("deliveryId") == true)
        }
    }

    @Test func `a rebuilt body holds placeholders, and values only after the log says so`()
        async throws
    {
        let bench = try APIBench()
        let (sealer, path) = (bench.sealer, Self.path)
        let event = PendingEvent { position in
            var sealing = sealer.begin(at: position)
            let (slot, fingerprint) = try sealing.seal(
                SecretValue("v4lue-canary"),
                as: .secret("A", in: FolderID(source: "kms", path: path))
            )
            let entry = SecretEntry(
                key: "A",
                fingerprint: fingerprint,
                isBlank: false,
                version: 3,
                slot: slot
            )
            return sealing.draft(.secrets(.changed(path, [.set(entry)])))
        }
        _ = try await bench.log.append(
            AppendRequest(source: "kms", identity: [1], deliveryID: "evt-1", events: [event])
        )
        let route = "/api/v1/deliveries/evt-1/body"
        let hidden = try await bench.call(.post, route, "{}")
        #expect(!hidden.text.contains("canary"))
        let text = try #require(hidden.json["body"]?["text"]?.string)
        let body = try JSONValue.parse(Array(text.utf8))
        #expect(body["type"]?.string == "secrets.changed" && body["id"]?.string == "evt-1")
        let change = body["data"]?["changes"]?.array?.first
        #expect(change?["value"]?.string == "placeholder-A" && change?["version"]?.integer == 3)
        #expect(bench.log.head == Position(1))
        let shown = try await bench.call(.post, route, #"{"reveal":true}"#)
        #expect(shown.text.contains("v4lue-canary"))
        let revealed = try bench.log.reader.event(at: Position(2))?.body
        #expect(
            revealed
                == .administration(
                    .valuesRevealed(
                        ValuesRevealed(
                            purpose: "deliveries resend --reveal",
                            positions: [Position(1)]
                        )
                    )
                )
        )
    }

    private static let secret = "s3cr3t-canary-text"

    private func benchWithSource(_ refused: [RefusedDelivery] = []) async throws -> APIBench {
        let bench = try APIBench(refusedDeliveries: { refused })
        for (name, secret) in [("gh", Self.secret), ("other", "the-other-canary")] {
            let reply = try await bench.call(
                .post,
                "/api/v1/webhook-sources",
                #"{"name":"\#(name)","preset":"github","secrets":["\#(secret)"]}"#
            )
            #expect(reply.status == 200)
        }
        return bench
    }

    private func signed(_ body: String, with secret: String) throws -> String {
        // In hex, any secret can be signed with, one with a line break too.
        var scheme = SignaturePreset.github.scheme
        scheme.secretEncoding = .hex
        let headers = try SignatureSigner(scheme: scheme)
            .headers(
                forBody: Array(body.utf8),
                secret: SecretValue(Hex.encode(Array(secret.utf8))),
                at: Timestamp(microseconds: 1_795_000_000_000_000),
                id: "1"
            )
        return "POST /webhooks/gh HTTP/1.1\r\n"
            + headers.map { "\($0.name): \($0.value)\r\n" }.joined() + "\r\n" + body
    }

    @Test(arguments: [
        ("s3cr3t-canary-text", "{\"a\":1}", "accepted"),
        ("s3cr3t-canary-text\n", "{\"a\":1}", "sender-secret-white-space"),
        ("the-other-canary", "{\"a\":1}", "other-source"),
    ])
    func `a pasted request is explained without showing a secret`(
        secret: String,
        body: String,
        expected: String
    ) async throws {
        let bench = try await benchWithSource()
        let request = CanonicalValue.object(["request": .text(try signed(body, with: secret))])
        let reply = try await bench.call(.post, "/api/v1/explain", request.jsonText)
        let explanation = try #require(reply.json["explanation"])
        if expected == "accepted" {
            #expect(explanation["accepted"]?.bool == true)
        } else {
            let deviation = explanation["nearMisses"]?.array?.first?["deviations"]?.array?.first
            #expect(deviation?["code"]?.string == expected)
            #expect(explanation["refusal"]?["code"]?.string == "signature-mismatch")
        }
        #expect(!reply.text.contains("canary"))
    }

    @Test func `a refused delivery is listed with its step, and explained by its headers`()
        async throws
    {
        let refused = RefusedDelivery(
            refusedAt: Timestamp(microseconds: 1_795_000_000_000_000),
            source: "gh",
            scheme: SignaturePreset.github.scheme,
            reason: .missingHeader("x-hub-signature-256"),
            remoteAddress: "192.0.2.1",
            headers: [("x-shopify-hmac-sha256", String(repeating: "A", count: 43) + "=")]
        )
        let bench = try await benchWithSource([refused])
        let list = try await bench.call(.get, "/api/v1/deliveries?refused=true")
        let entry = try #require(list.json["deliveries"]?.array?.first)
        #expect(entry["step"]?.string == "signature-header")
        #expect(entry["code"]?.string == "missing-header")
        let reply = try await bench.call(
            .post,
            "/api/v1/explain",
            #"{"delivery":"\#(refused.id)"}"#
        )
        let explanation = try #require(reply.json["explanation"])
        #expect(explanation["bodyKept"]?.bool == false)
        #expect(explanation["refusal"]?["code"]?.string == "missing-header")
        #expect(explanation["accepted"]?.bool == false)
        #expect(explanation["steps"]?.array?[1]["outcome"]?.string == "failed")
        #expect(explanation["changes"]?.array?.isEmpty == true)
        let codes = (explanation["nearMisses"]?.array ?? [])
            .compactMap { $0["deviations"]?.array?.first?["code"]?.string }
        #expect(codes.contains("other-preset"))
    }
}
