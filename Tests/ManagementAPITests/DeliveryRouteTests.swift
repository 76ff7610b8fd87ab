import EventLog
import HTTPTypes
import ManagementAPI
import SyncModel
import Testing
import WebhookSignatures

@Suite struct DeliveryRouteTests {
    private static let path = FolderPath(
        projectID: "p",
        environment: "dev",
        secretPath: "/app"
    )

    private static func entry(_ key: String) -> SecretEntry {
        SecretEntry(
            key: key,
            fingerprint: Fingerprint(text: "fp1:00112233445566778899aabbccddeeff"),
            isBlank: false,
            version: nil,
            slot: 0
        )
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
        .pushVariableWritten(
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
    }

    @Test func `a delivery's trail leads to each write at Checkly`() async throws {
        let bench = try APIBench()
        let id = try await sync(bench)
        let position = try await deliver(
            [.secretsChanged(Self.path, [.set(Self.entry("A"))])],
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
                .pushStarted(failed), .pushFinished(failed, .failed(problem, nextTryAt: nil)),
                .pushStarted(good), written("A", good, from: position),
                .pushFinished(good, .succeeded),
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
        let position = try await deliver([.sourceNotified(Self.path)], id: "n-1", to: bench)
        let observation = FolderObservation(
            cause: .notified,
            through: position,
            secrets: [Self.entry("A")],
            imports: []
        )
        _ = try await bench.log.append(
            AppendRequest(
                source: "kms",
                events: [PendingEvent(.folderObserved(Self.path, observation))]
            )
        )
        let run = PushRun(id: "run-1", syncID: id, kind: .push, through: bench.log.head)
        let read = bench.log.head
        try await append(
            [.pushStarted(run), written("A", run, from: read), .pushFinished(run, .succeeded)],
            to: bench
        )
        let delivery = try await bench.call(.get, "/api/v1/deliveries/n-1").json["delivery"]
        #expect(delivery?["reads"]?.array?.map { $0["position"]?.integer } == [read.number])
        #expect(delivery?["outcome"]?.string == "pushed")
    }

    @Test func `deliveries are listed by source and answer, a batch as one`() async throws {
        let bench = try APIBench()
        let change = EventBody.secretsChanged(Self.path, [.delete(key: "A", version: nil)])
        _ = try await deliver(
            [change, change, .deliveryIgnored(type: "t", reason: "r")],
            id: "1",
            to: bench
        )
        _ = try await deliver([.deliveryIgnored(type: "t", reason: "r")], id: "2", to: bench)
        _ = try await deliver([.deliveryMalformed(reason: "r")], id: "3", from: "b", to: bench)
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

    private static let secret = "s3cr3t-canary"

    private func benchWithSource(_ refused: [RefusedDelivery] = []) async throws -> APIBench {
        let bench = try APIBench(deliveries: DeliveryDesk(refused: { refused }))
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
        let headers = try SignatureSigner(scheme: SignaturePreset.github.scheme)
            .headers(
                forBody: Array(body.utf8),
                secret: SecretValue(secret),
                at: Timestamp(microseconds: 1_795_000_000_000_000),
                id: "1"
            )
        return "POST /webhooks/gh HTTP/1.1\r\n"
            + headers.map { "\($0.name): \($0.value)\r\n" }.joined() + "\r\n" + body
    }

    @Test(arguments: [
        ("s3cr3t-canary", "{\"a\":1}", "accepted"),
        ("s3cr3t-canary\n", "{\"a\":1}", "sender-secret-white-space"),
        ("the-other-canary", "{\"a\":1}", "other-source"),
    ])
    func `a pasted request is explained without showing a secret`(
        secret: String,
        body: String,
        expected: String
    ) async throws {
        let bench = try await benchWithSource()
        let request = CanonicalValue.record(["request": .text(try signed(body, with: secret))])
        let reply = try await bench.call(.post, "/api/v1/explain", request.json)
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
        let codes = (explanation["nearMisses"]?.array ?? [])
            .compactMap { $0["deviations"]?.array?.first?["code"]?.string }
        #expect(codes.contains("other-preset"))
    }
}
