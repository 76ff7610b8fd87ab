import Encodings
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Sandbox
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct `A sandboxed KMS` {
    @Test func `lets a machine log in, and nobody else`() async throws {
        let bench = await KMSBench()
        _ = try await bench.logIn()
        let wrong = try await bench.ask(
            .post,
            "/api/v1/auth/universal-auth/login",
            #"{"clientId":"client","clientSecret":"no"}"#
        )
        #expect(wrong.status == 401)
        #expect(try await bench.read(token: "forged").status == 403)
    }

    @Test func `serves a folder, in both generations of its API`() async throws {
        let bench = await KMSBench()
        await bench.state.setSecret("A", to: "one", in: KMSBench.folder)
        await bench.state.setSecret("A", to: "two", in: KMSBench.folder)
        let reply = try await bench.read()
        let newer = try await bench.ask(
            .get,
            "/api/v4/secrets?projectId=p1&environment=prod&secretPath=%2Fapp",
            token: try await bench.logIn()
        )
        let secret = try #require(reply.json["secrets"].items.first)
        #expect(secret["secretKey"] == .string("A"))
        #expect(secret["secretValue"] == .string("two"))
        #expect(secret["version"] == .integer(2))
        #expect(secret["type"] == .string("shared"))
        #expect(reply.json["imports"] == .null)
        #expect(newer.json == reply.json)
    }

    @Test func `serves imports in order, if asked for`() async throws {
        let bench = await KMSBench()
        await bench.state.setSecret("B", to: "base", in: KMSBench.base)
        await bench.state.setImports([KMSBench.base], of: KMSBench.folder)
        let imports = try await bench.read("&include_imports=true").json["imports"].items
        #expect(imports.map { $0["secretPath"] } == [.string("/base")])
        let secrets = imports.flatMap { $0["secrets"].items }
        #expect(secrets.map { $0["secretValue"] } == [.string("base")])
        #expect(secrets.map { $0["createdAt"] } == [.null])
    }

    @Test(arguments: [true, false])
    func `hides values if it is told to or asked to`(byFault: Bool) async throws {
        let bench = await KMSBench { $0.hidesValues = byFault }
        await bench.state.setSecret("A", to: "one", in: KMSBench.folder)
        let reply = try await bench.read(byFault ? "" : "&viewSecretValue=false")
        let secret = try #require(reply.json["secrets"].items.first)
        #expect(secret["secretValue"] == .string("<hidden-by-infisical>"))
        #expect(secret["secretValueHidden"] == .bool(true))
    }

    @Test(arguments: [403, 404, 500])
    func `fails a read as it is told`(status: Int) async throws {
        let bench = await KMSBench { $0.readStatus = status }
        await bench.state.addFolder(KMSBench.folder)
        #expect(try await bench.read().status == status)
    }

    @Test func `refuses what is missing, expired or misspelt`() async throws {
        let bench = await KMSBench()
        #expect(try await bench.read().status == 404)
        #expect(try await bench.read("&viewSecretValue=1").status == 422)
        let token = try await bench.logIn()
        #expect(try await bench.ask(.get, "/api/v4/secrets", token: token).status == 400)
        bench.clock.advance(by: .seconds(2_592_000))
        let late = try await bench.read(token: token)
        #expect(late.status == 403)
        #expect(late.json["error"] == .string("TokenError"))
    }

    @Test func `signs a webhook as the reference vector says`() {
        let folder = KMSFolder(projectId: "p1", environment: "prod", secretPath: "/")
        let webhook = SignedWebhook(
            about: folder,
            event: "test",
            projectName: "Ünïcode ✓",
            secret: "whsec_test_5f2a",
            timestamp: 1_763_884_800_123
        )
        let digest = "44903f7dd483da0ec7fc2f9b4fd5ca786c6f32f35d1159d1c4fa13ba1064b949"
        #expect(webhook.signature == "t=1763884800123;\(digest)")
    }

    @Test func `announces each change for the folder and for its importers`() async throws {
        let bench = await KMSBench()
        await bench.state.setImports([KMSBench.base], of: KMSBench.folder)
        #expect(await bench.state.setSecret("B", to: "x", in: KMSBench.base) == [202, 202])
        #expect(await bench.state.deleteSecret("B", in: KMSBench.base) == [202, 202])
        let bodies = await bench.state.webhooks.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(bodies.map { $0.contains("/base") } == [true, false, true, false])
        #expect(bodies.allSatisfy { $0.hasSuffix(#","timestamp":1795000000000}"#) })
    }

    @Test func `loses and doubles webhooks as it is told`() async throws {
        let bench = await KMSBench { $0.losesWebhooks = true }
        #expect(await bench.state.setSecret("A", to: "x", in: KMSBench.folder) == [])
        let reply = try await bench.ask(
            .put,
            "/sandbox/faults",
            #"{"duplicatesWebhooks":true}"#
        )
        #expect(reply.status == 204)
        #expect(await bench.state.setSecret("A", to: "y", in: KMSBench.folder).count == 2)
        #expect(Set(await bench.state.webhooks.map(\.signature)).count == 2)
    }

    @Test func `has a door that sets and deletes secrets`() async throws {
        let bench = await KMSBench()
        let start = #"{"projectId":"p1","environment":"prod","secretPath":"/app","key":"A","#
        for (value, count) in [("\"x\"", 1), ("null", 0)] {
            let reply = try await bench.ask(.put, "/sandbox/secrets", start + "\"value\":\(value)}")
            #expect(reply.json["webhookAnswers"] == .array([.integer(202)]))
            #expect(try await bench.read().json["secrets"].items.count == count)
        }
        #expect(try await bench.ask(.put, "/sandbox/secrets", "{}").status == 400)
    }

    @Test func `sends what it signed over HTTP`() async throws {
        let webhook = SignedWebhook(
            about: KMSBench.folder,
            projectName: "Sandbox",
            secret: "s",
            timestamp: 1
        )
        let router = Router()
        router.post("/webhooks/hanzo") { request, _ -> HTTPResponse.Status in
            let name = try #require(HTTPField.Name(SignedWebhook.signatureHeader))
            let body = try await request.body.collect(upTo: 1024)
            let isWhole = Array(body.readableBytesView) == webhook.body
            return isWhole && request.headers[name] == webhook.signature ? .accepted : .badRequest
        }
        let sender = HTTPWebhookSender(logger: Logger(label: "sandbox"))
        try await Application(router: router)
            .test(.live) { client in
                let port = try #require(client.port)
                let url = "http://localhost:\(port)/webhooks/hanzo"
                #expect(await sender.send(webhook, to: url) == 202)
            }
    }

    @Test func `gets no answer where nobody listens`() async {
        let webhook = SignedWebhook(
            about: KMSBench.folder,
            projectName: "Sandbox",
            secret: "",
            timestamp: 1
        )
        let sender = HTTPWebhookSender(
            logger: Logger(label: "sandbox"),
            deadline: .milliseconds(200)
        )
        #expect(webhook.signature == nil)
        #expect(await sender.send(webhook, to: "http://127.0.0.1:1/") == nil)
    }
}
