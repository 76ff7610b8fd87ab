import Encodings
import ChecklyClient
import OutboundHTTP
import Sandbox
import SyncModel
import Testing

/// What becomes of settings that a write changed.
@Suite(.timeLimit(.minutes(10))) struct GroupSettingsTests {
    private static let before: [SandboxGroupVariable] = [.plain("HAND", "m4de-by-hand")]
    private static let wanted: [ChecklyGroupVariable] = [
        .plain("HAND", "m4de-by-hand"), .secret("OWN", "c4n4ry-v4lue"),
    ]

    @Test func `settings that do not come back are told and not tried again`() async throws {
        try await GroupBench.run(.group(.defaultsApplied), variables: Self.before) { bench in
            let snapshot = try await bench.snapshot()
            bench.wire.before("GET", skipping: 2) { _ in
                try await bench.change {
                    $0.settings["muted"] = .bool(false)
                    $0.settings["localSetupScript"] = .null
                }
            }
            let error = await bench.failure(snapshot, with: Self.wanted)
            #expect(error?.code == "checkly-group-settings-lost")
            #expect(error?.message.contains("localSetupScript, muted") == true)
            #expect(error?.isRetryable == false)
        }
    }

    @Test(arguments: [
        (Fault(.status(400), method: "PUT"), "400"),
        (Fault(.status(503), method: "PUT", times: 4), "503"),
        (Fault(.status(503), method: "GET", times: 4), "503"),
        (Fault(.dropBeforeApply, method: "PUT", times: 4), "reached"),
        (Fault(.status(404), method: "PUT"), "no such check group"),
    ])
    func `settings that cannot be put back are told with the reason`(
        fault: Fault,
        reason: String
    ) async throws {
        try await GroupBench.run(.group(.defaultsApplied), variables: Self.before) { bench in
            let snapshot = try await bench.snapshot()
            bench.wire.before("PUT", skipping: 1) { [state = bench.state] _ in
                await state.script(fault)
            }
            let error = await bench.failure(snapshot, with: Self.wanted)
            #expect(error?.code == "checkly-group-settings-lost")
            #expect(error?.message.contains("muted") == true)
            #expect(error?.message.contains(reason) == true)
            #expect(error?.isRetryable == false)
            #expect(error?.description.contains("c4n4ry") == false)
        }
    }

    @Test func `settings lost while somebody changes the variables are told`() async throws {
        try await GroupBench.run(.group(.defaultsApplied), variables: Self.before) { bench in
            let snapshot = try await bench.snapshot()
            bench.wire.before("GET", skipping: 1) { _ in
                try await bench.change { $0.variables = [.plain("THEIRS", "x")] }
            }
            let error = await bench.failure(snapshot, with: Self.wanted)
            #expect(error?.code == "checkly-group-settings-lost")
            #expect(error?.message.contains("THEIRS") == true)
            #expect(try await bench.group().variables == [.plain("THEIRS", "x")])
        }
    }

    @Test func `a refusal that quotes a setting is not repeated`() async throws {
        let empty = #""environmentVariables":[]"#
        let old = #"{"id":7,"name":"G","localSetupScript":"setup-c4n4ry()",\#(empty)}"#
        let new = #"{"id":7,"name":"G",\#(empty)}"#
        let server = ScriptedServer([
            OutboundResponse(200, old), OutboundResponse(200, old), OutboundResponse(200, new),
            OutboundResponse(200, new),
            OutboundResponse(400, #"{"message":"bad setup-c4n4ry()"}"#),
        ])
        let client = server.client()
        let snapshot = try #require(try await client.group("7", account: "a"))
        let error = await #expect(throws: ChecklyError.self) {
            try await client.replaceVariables(of: snapshot, with: [], account: "a")
        }
        #expect(error?.code == "checkly-group-settings-lost")
        #expect(error?.description.contains("c4n4ry") == false)
    }

    @Test func `what changes by itself or in its order alone is no change`() async throws {
        let server = ScriptedServer([
            OutboundResponse(200, Self.shown(#""a","b""#, "1", #"{"x":1,"y":2}"#)),
            OutboundResponse(200, Self.shown(#""b","a""#, "2", #"{"y":2,"x":1}"#)),
            OutboundResponse(200, Self.shown(#""a","b""#, "3", #"{"y":2,"x":1}"#)),
            OutboundResponse(200, Self.shown(#""a","b""#, "3", #"{"y":2,"x":1},"muted":null"#)),
        ])
        let client = server.client()
        let snapshot = try #require(try await client.group("7", account: "a"))
        let outcome = try await client.replaceVariables(of: snapshot, with: [], account: "a")
        #expect(outcome.restoredSettings == [])
        #expect(server.requests.map(\.method) == ["GET", "GET", "PUT", "GET"])
    }

    @Test func `numbers and unknown settings are put back as they were written`() async throws {
        let old =
            #"{"id":7,"name":"G","created_at":"x","checks":["c"],"ratio":1.50,"new":{"a":[]},"#
            + #""environmentVariables":[]}"#
        let new =
            #"{"id":7,"name":"G","created_at":"x","ratio":2,"environmentVariables":null}"#
        let server = ScriptedServer([
            OutboundResponse(200, old), OutboundResponse(200, old), OutboundResponse(200, new),
            OutboundResponse(200, new), OutboundResponse(200, old), OutboundResponse(200, old),
        ])
        let client = server.client()
        let snapshot = try #require(try await client.group("7", account: "a"))
        let outcome = try await client.replaceVariables(of: snapshot, with: [], account: "a")
        #expect(outcome.restoredSettings == ["new", "ratio"])
        #expect(
            String(decoding: try #require(server.requests[4].body), as: UTF8.self)
                == #"{"name":"G","ratio":1.50,"new":{"a":[]},"environmentVariables":[]}"#
        )
    }

    private static func shown(_ tags: String, _ updated: String, _ defaults: String) -> String {
        #"{"id":7,"name":"G","tags":[\#(tags)],"updated_at":"\#(updated)","#
            + #""checks":["\#(updated)"],"#
            + #""environmentVariables":[],"apiCheckDefaults":\#(defaults)}"#
    }
}
