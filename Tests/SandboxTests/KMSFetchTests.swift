import Encodings
import HTTPTypes
import Sandbox
import TestSupport
import Testing

@Suite struct `A sandboxed KMS that is read` {
    private static func value(_ reply: Reply) -> SandboxJSON? {
        reply.json["secrets"].items.first?["secretValue"]
    }

    @Test func `expands references if it is asked to, and leaves those that lead nowhere`()
        async throws
    {
        let bench = await KMSBench()
        await bench.state.setSecret("B", to: "${C}", in: KMSBench.base)
        await bench.state.setSecret("C", to: "c", in: KMSBench.base)
        let text = "${prod.base.B} ${NOWHERE} ${A}"
        await bench.state.setSecret("A", to: text, in: KMSBench.folder)
        #expect(Self.value(try await bench.read()) == .string(text))
        let expanded = Self.value(try await bench.read("&expandSecretReferences=true"))
        #expect(expanded?.text?.hasPrefix("c ${NOWHERE} ") == true)
    }

    @Test func `serves Hanzo's own API: names without values, then each value`() async throws {
        let bench = await KMSBench()
        await bench.state.setSecret("A", to: "one", in: KMSBench.folder)
        let login = try await bench.ask(
            .post,
            "/v1/kms/auth/login",
            #"{"clientId":"client","clientSecret":"open sesame"}"#
        )
        let token = login.json["accessToken"].text
        let names = try await bench.ask(
            .get,
            "/v1/kms/secrets?env=prod&path=%2Fapp",
            token: token
        )
        #expect(names.json["names"] == .array([.string("A")]))
        #expect(!names.body.contains("one"))
        let value = try await bench.ask(.get, "/v1/kms/secrets/app/A?env=prod", token: token)
        #expect(value.json["value"] == .string("one"))
        let missing = try await bench.ask(.get, "/v1/kms/secrets/app/B?env=prod", token: token)
        #expect(missing.status == 404)
    }

    @Test func `lets a token expire when it said it would`() async throws {
        let bench = await KMSBench()
        await bench.state.addFolder(KMSBench.folder)
        await bench.state.setTokenLifetime(60)
        let token = try await bench.logIn()
        bench.clock.advance(by: .seconds(59))
        #expect(try await bench.read(token: token).status == 200)
        bench.clock.advance(by: .seconds(1))
        let late = try await bench.read(token: token)
        #expect(late.status == 403)
        #expect(late.json["error"] == .string("TokenError"))
    }

    @Test func `ends an answer in its middle if it is told to`() async throws {
        let bench = await KMSBench()
        await bench.state.setSecret("A", to: "one", in: KMSBench.folder)
        let token = try await bench.logIn()
        let whole = try await bench.read(token: token)
        var faults = KMSFaults.none
        faults.cutsAnswers = true
        await bench.state.setFaults(faults)
        let half = try await bench.read(token: token)
        #expect(half.status == 200)
        #expect(whole.body.hasPrefix(half.body))
        #expect(half.json == .null)
    }

    @Test func `announces changes of one folder once if webhooks were held back meanwhile`()
        async throws
    {
        let bench = await KMSBench()
        await bench.state.holdWebhooks()
        for value in 1...5 {
            await bench.state.setSecret("A", to: "\(value)", in: KMSBench.folder)
        }
        await bench.state.setSecret("A", to: "1", in: KMSBench.base)
        #expect(await bench.state.webhooks.isEmpty)
        #expect(await bench.state.releaseWebhooks() == [202, 202])
        await bench.state.setSecret("A", to: "6", in: KMSBench.folder)
        #expect(await bench.state.webhooks.count == 3)
    }

    @Test(.timeLimit(.minutes(10)))
    func `announces after a while, and changes of one folder in that while once`() async throws {
        let bench = await KMSBench()
        let (end, waiting) = AsyncStream<Void>.makeStream()
        await bench.state.delayWebhooks { for await _ in end {} }
        for value in 1...5 {
            await bench.state.setSecret("A", to: "\(value)", in: KMSBench.folder)
        }
        #expect(await bench.state.webhooks.isEmpty)
        waiting.finish()
        try await eventually("the webhook is sent") { await !bench.state.webhooks.isEmpty }
        #expect(await bench.state.webhooks.count == 1)
    }
}
