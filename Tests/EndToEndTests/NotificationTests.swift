import Encodings
import Foundation
import Sandbox
import SyncModel
import TestSupport
import Testing
import WebhookSignatures

/// Being told what waits for a person, through the built program.
@Suite(.serialized, .timeLimit(.minutes(10))) struct NotificationTests {
    private func program(
        _ server: ServerProcess,
        _ arguments: [String],
        _ environment: [String: String] = [:]
    ) async throws -> (status: Int32, said: String) {
        try await runProgram(
            arguments + ["--server", "http://127.0.0.1:\(server.ports.admin)"],
            environment: ["CHECKLY_SYNC_ADMIN_TOKEN": Workbench.token]
                .merging(environment) { $1 }
        )
    }

    /// Lets Checkly refuse the key of a sync, which stops it.
    private func stop(_ sync: String, _ bench: Workbench, _ server: ServerProcess) async throws {
        await bench.checkly.script(Fault(.status(401), method: "GET", times: 1000))
        _ = try await bench.deliver(id: "e1", [Workbench.set("A", "1")], to: server)
        _ = try await bench.push(sync, on: server)
    }

    /// The data of the messages about changes, oldest first.
    private func told(_ receiver: Receiver) throws -> [JSONValue] {
        try receiver.requests.map { try JSONValue.parse($0.body) }
            .filter { $0["type"]?.string == "attention.changed" }
            .compactMap { $0["data"] }
    }

    private func codes(_ data: JSONValue, _ name: String) -> [String] {
        (data[name]?.array ?? []).compactMap { $0["code"]?.string }
    }

    @Test func `a sync that stops is told, signed, and so is that it goes on`() async throws {
        let (bench, receiver) = (try await Workbench(), try await Receiver())
        let server = try await bench.start()
        let sync = try await bench.setUp(server)
        let created = try await program(
            server,
            ["notifications", "create", "on-call", "--url-env", "HOOK", "-o", "json"],
            ["HOOK": "http://127.0.0.1:\(receiver.port)/hooks/c4n4ry"]
        )
        #expect(created.status == 0, "\(created.said)")
        #expect(!created.said.contains("c4n4ry"))
        let line = try #require(created.said.split(separator: "\n").first { $0.hasPrefix("{") })
        let answer = try JSONValue.parse(Array(line.utf8))
        let secret = try #require(answer["secret"]?.string)

        try await stop(sync, bench, server)
        try await eventually("the stopped sync is told") {
            try told(receiver).contains { codes($0, "began").contains("connection-refused") }
        }
        let data = try #require(try told(receiver).last)
        let item = try #require(
            data["began"]?.array?.first { $0["code"]?.string == "connection-refused" }
        )
        #expect(item["subject"]?["name"]?.string == "bench")

        let verifier = SignatureVerifier(
            scheme: SignaturePreset.standardWebhooks.scheme,
            secrets: [WebhookSecret(id: "1", value: SecretValue(secret))],
            toleranceSeconds: 300,
            identityKey: [UInt8](repeating: 1, count: 32)
        )
        let now = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        for request in receiver.requests { _ = try verifier.verify(request, now: now) }

        await bench.checkly.setFaults(.none)
        _ = try await bench.push(sync, on: server)
        try await eventually("it is told that the sync goes on", within: .seconds(90)) {
            try told(receiver).contains { codes($0, "ended").contains("connection-refused") }
        }
        #expect(await server.stop() == 0)
        #expect(!server.said.contains("c4n4ry"))
    }

    @Test func `the page shows a message as it is`() async throws {
        let (bench, receiver) = (try await Workbench(), try await Receiver())
        let server = try await bench.start()
        try await stop(try await bench.setUp(server), bench, server)
        let url = "http://127.0.0.1:\(receiver.port)/hook"
        #expect(
            try await program(
                server,
                ["notifications", "create", "on-call", "--url-env", "HOOK"],
                ["HOOK": url]
            )
            .status == 0
        )
        try await eventually("what waits already is told") { !receiver.requests.isEmpty }
        let sent = try JSONValue.parse(try #require(receiver.requests.first).body)
        let page = try #require(
            try Document.all().first { $0.path.hasSuffix("Notifications.md") }
        )
        let block = try #require(page.blocks.first { $0.language == "json" })
        let shown = try JSONValue.parse(Array(block.text.utf8))
        func names(_ value: JSONValue?) -> [String] { (value?.members ?? []).map(\.name).sorted() }
        #expect(names(sent) == names(shown))
        #expect(names(sent["data"]) == names(shown["data"]))
        let (item, example) = (sent["data"]?["began"]?.array, shown["data"]?["began"]?.array)
        #expect(names(item?.first) == names(example?.first))
        #expect(await server.stop() == 0)
    }

    @Test func `the way is tried, listed, and given up`() async throws {
        let (bench, receiver) = (try await Workbench(), try await Receiver())
        let server = try await bench.start()
        try await stop(try await bench.setUp(server), bench, server)
        func create(_ name: String, _ url: String, _ more: String...) async throws -> Int32 {
            try await program(
                server,
                ["notifications", "create", name, "--url-env", "HOOK"] + more,
                ["HOOK": url]
            )
            .status
        }
        let url = "http://127.0.0.1:\(receiver.port)/hook"
        #expect(try await create("team", url, "--form", "slack", "--only-problems") == 0)
        #expect(try await create("team", url) == 1)
        #expect(try await create("open", "http://hooks.example/x") == 1)
        #expect(try await create("gone", "http://127.0.0.1:1/hook") == 0)
        #expect(try await program(server, ["notifications", "test", "team"]).status == 0)
        let isTest = { (request: IncomingRequest) in
            String(decoding: request.body, as: UTF8.self)
                .contains("(team): this is a test. Nothing waits because of it.")
        }
        #expect(receiver.requests.contains(where: isTest))
        let failed = try await program(server, ["notifications", "test", "gone", "-o", "json"])
        #expect(failed.status == 1)
        #expect(failed.said.contains(#""isAccepted":false"#))
        #expect(failed.said.contains("the connection failed"))
        // What waits when it is created is told at once.
        try await eventually("it is known that nobody answers", within: .seconds(90)) {
            let list = try await program(server, ["notifications", "list", "-o", "json"])
            return list.said.contains(#""message":"the connection failed"#)
        }
        let list = try await program(server, ["notifications", "list"])
        #expect(list.said.contains("http://127.0.0.1:\(receiver.port)"))
        #expect(!list.said.contains("/hook"))
        let deletion = ["notifications", "delete", "team"]
        #expect(try await program(server, deletion).status == 64)
        #expect(try await program(server, deletion + ["--yes"]).status == 0)
        #expect(try await program(server, deletion + ["--yes"]).status == 1)
        #expect(await server.stop() == 0)
    }
}
