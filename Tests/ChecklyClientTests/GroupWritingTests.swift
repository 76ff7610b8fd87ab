import Encodings
import ChecklyClient
import OutboundHTTP
import Sandbox
import SyncModel
import Testing

@Suite(.timeLimit(.minutes(10))) struct GroupWritingTests {
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

    @Test(arguments: behaviours)
    func `settings that are sent at once need not be put back`(
        behaviour: ChecklyFaults.GroupPutBehaviour
    ) async throws {
        try await GroupBench.run(.group(behaviour), variables: Self.before) { bench in
            let old = try await bench.group()
            let outcome = try await bench.client()
                .replaceVariables(
                    of: bench.snapshot(),
                    with: Self.wanted,
                    account: GroupBench.account,
                    sendingSettings: true
                )
            let new = try await bench.group()
            #expect(outcome.restoredSettings == [])
            #expect(new.variables == Self.after)
            #expect(new.settings == old.settings)
            #expect(await bench.takeMethods() == ["GET", "GET", "PUT", "GET"])
        }
    }
}
