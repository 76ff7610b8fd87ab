import ChecklyClient
import OutboundHTTP
import Sandbox
import SyncModel
import Testing

@Suite(.timeLimit(.minutes(1))) struct GroupWritingTests {
    private typealias Behaviour = ChecklyFaults.GroupPutBehaviour
    private static let behaviours: [Behaviour] = [.patchLike, .defaultsApplied]

    private static let before: [SandboxGroupVariable] = [
        .plain("HAND", "made"), .secret("OWN", "old"),
    ]
    private static let wanted: [ChecklyGroupVariable] = [
        .plain("HAND", "made"), .secret("OWN", "n3w-v4lue"), .secret("ADDED", "one\ntwo \"3\""),
    ]
    private static let after: [SandboxGroupVariable] = [
        .plain("HAND", "made"), .secret("OWN", "n3w-v4lue"), .secret("ADDED", "one\ntwo \"3\""),
    ]
    /// What the defaults of a server would change in the group.
    private static let reset = [
        "activated", "apiCheckDefaults", "concurrency", "localSetupScript", "muted",
        "retryStrategy", "runtimeId",
    ]

    @Test func `a server that keeps settings is written once`() async throws {
        try await GroupBench.run(.group(.patchLike), variables: Self.before) { bench in
            let old = try await bench.group()
            let outcome = try await bench.replace(bench.snapshot(), with: Self.wanted)
            let new = try await bench.group()
            #expect(outcome.restoredSettings == [])
            #expect(outcome.group.variables.map(\.key) == ["HAND", "OWN", "ADDED"])
            #expect(new.variables == Self.after)
            #expect(new.settings == old.settings)
            #expect(await bench.takeMethods() == ["GET", "GET", "PUT", "GET"])
        }
    }

    @Test func `what a server that fills in defaults resets is put back`() async throws {
        try await GroupBench.run(.group(.defaultsApplied), variables: Self.before) { bench in
            let old = try await bench.group()
            let outcome = try await bench.replace(bench.snapshot(), with: Self.wanted)
            let new = try await bench.group()
            #expect(outcome.restoredSettings == Self.reset)
            #expect(new.variables == Self.after)
            #expect(new.settings == old.settings)
            #expect(await bench.takeMethods() == ["GET", "GET", "PUT", "GET", "PUT", "GET"])
        }
    }

    @Test(arguments: behaviours)
    func `an empty list clears the group and null is never sent`(
        behaviour: ChecklyFaults.GroupPutBehaviour
    ) async throws {
        try await GroupBench.run(.group(behaviour), variables: Self.before) { bench in
            _ = try await bench.replace(bench.snapshot(), with: [])
            #expect(try await bench.group().variables == [])
            for request in bench.wire.requests where request.method == "PUT" {
                let body = try JSONValue.parse(try #require(request.body))
                #expect(body["environmentVariables"] == .array([]))
            }
        }
    }

    @Test(arguments: behaviours)
    func `a PUT has only what Checkly describes, every entry whole, and assigns no alerts`(
        behaviour: ChecklyFaults.GroupPutBehaviour
    ) async throws {
        try await GroupBench.run(.group(behaviour), variables: Self.before) { bench in
            _ = try await bench.replace(bench.snapshot(), with: Self.wanted)
            let puts = bench.wire.requests.filter { $0.method == "PUT" }
            #expect(!puts.isEmpty)
            for put in puts {
                #expect(
                    put.url == bench.baseURL + "/v2/check-groups/7?autoAssignAlerts=false"
                )
                let body = try JSONValue.parse(try #require(put.body))
                #expect(body["name"] == .string("Shop"))
                for entry in try #require(body["environmentVariables"]?.array) {
                    let names = try #require(entry.members).map(\.name)
                    #expect(names == ["key", "value", "locked", "secret"])
                }
            }
            let first = try JSONValue.parse(try #require(puts[0].body))
            #expect(first.members?.map(\.name) == ["name", "environmentVariables"])
            #expect(await bench.state.alertViolations == [])
        }
    }

    private static let passing: [Fault.Kind] = [
        .status(500), .status(408), .status(429), .statusAfterApply(502), .dropBeforeApply,
        .dropAfterApply,
    ]

    @Test(arguments: behaviours, passing)
    func `a failure of any one request is got over`(
        behaviour: ChecklyFaults.GroupPutBehaviour,
        kind: Fault.Kind
    ) async throws {
        for (method, skipped) in [("PUT", 0), ("PUT", 1), ("GET", 1), ("GET", 2), ("GET", 3)] {
            try await GroupBench.run(.group(behaviour), variables: Self.before) { bench in
                let old = try await bench.group()
                bench.wire.before(method, skipping: skipped) { [state = bench.state] _ in
                    await state.script(Fault(kind, method: method))
                }
                let outcome = try await bench.replace(bench.snapshot(), with: Self.wanted)
                let new = try await bench.group()
                #expect(new.variables == Self.after)
                #expect(new.settings == old.settings)
                #expect(
                    outcome.restoredSettings == (behaviour == .patchLike ? [] : Self.reset)
                )
            }
        }
    }

    @Test(arguments: [(Fault.Kind.dropAfterApply, 1), (.dropBeforeApply, 2)])
    func `a write that visibly happened is not sent again`(
        kind: Fault.Kind,
        putCount: Int
    ) async throws {
        let faults = ChecklyFaults.group(.patchLike, [Fault(kind, method: "PUT")])
        try await GroupBench.run(faults, variables: Self.before) { bench in
            _ = try await bench.replace(bench.snapshot(), with: Self.wanted)
            #expect(await bench.takeMethods().count { $0 == "PUT" } == putCount)
        }
    }

    @Test func `a new value of a secret, which shows nowhere, is sent until it is answered`()
        async throws
    {
        let faults = ChecklyFaults.group(.patchLike, [Fault(.dropBeforeApply, method: "PUT")])
        try await GroupBench.run(faults, variables: Self.before) { bench in
            _ = try await bench.replace(
                bench.snapshot(),
                with: [.plain("HAND", "made"), .secret("OWN", "n3w-v4lue")]
            )
            let variables = try await bench.group().variables
            #expect(variables == [.plain("HAND", "made"), .secret("OWN", "n3w-v4lue")])
        }
    }

    @Test(arguments: behaviours)
    func `a cancellation after the first write does not leave the group half done`(
        behaviour: ChecklyFaults.GroupPutBehaviour
    ) async throws {
        let faults = ChecklyFaults.group(behaviour, [Fault(.statusAfterApply(502), method: "PUT")])
        try await GroupBench.run(faults, variables: Self.before) { bench in
            let old = try await bench.group()
            let snapshot = try await bench.snapshot()
            let client = bench.client { outcome in
                // Only of the first write does the caller's own task hear.
                guard outcome.status == 502 else { return }
                withUnsafeCurrentTask { $0?.cancel() }
            }
            let task = Task {
                try await client.replaceVariables(
                    of: snapshot,
                    with: Self.wanted,
                    account: GroupBench.account
                )
            }
            _ = try await task.value
            let new = try await bench.group()
            #expect(new.variables == Self.after)
            #expect(new.settings == old.settings)
        }
    }

    @Test func `a cancellation before the first write writes nothing`() async throws {
        try await GroupBench.run(.group(.patchLike), variables: Self.before) { bench in
            let snapshot = try await bench.snapshot()
            let client = bench.client { _ in withUnsafeCurrentTask { $0?.cancel() } }
            let task = Task {
                try await client.replaceVariables(
                    of: snapshot,
                    with: Self.wanted,
                    account: GroupBench.account
                )
            }
            await #expect(throws: ChecklyError.cancelled) { try await task.value }
            #expect(await bench.takeMethods() == ["GET", "GET"])
            #expect(try await bench.group().variables == Self.before)
        }
    }

    @Test func `what changes by itself or in its order alone is no change`() async throws {
        let server = ScriptedServer([
            OutboundResponse(200, Self.shown(#""a","b""#, "1", #"{"x":1,"y":2}"#)),
            OutboundResponse(200, Self.shown(#""b","a""#, "2", #"{"y":2,"x":1}"#)),
            OutboundResponse(200),
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
            #"{"id":7,"name":"G","created_at":"x","checks":["c"],"ratio":1.50,"new":{"a":[]}}"#
        let server = ScriptedServer([
            OutboundResponse(200, old), OutboundResponse(200, old), OutboundResponse(200),
            OutboundResponse(200, #"{"id":7,"name":"G","created_at":"x","ratio":2}"#),
            OutboundResponse(200), OutboundResponse(200, old),
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
        #"{"id":7,"name":"G","tags":[\#(tags)],"updated_at":"\#(updated)","checks":["\#(updated)"],"#
            + #""environmentVariables":[],"apiCheckDefaults":\#(defaults)}"#
    }
}
