import ChecklyClient
import OutboundHTTP
import Sandbox
import SyncModel
import Testing

@Suite(.timeLimit(.minutes(1))) struct GroupRefusalTests {
    private static let before: [SandboxGroupVariable] = [.plain("HAND", "m4de-by-hand")]
    private static let wanted: [ChecklyGroupVariable] = [
        .plain("HAND", "m4de-by-hand"), .secret("OWN", "c4n4ry-v4lue"),
    ]

    /// What somebody else does to the group, and what is told of it.
    struct Change: Sendable {
        var keys: [String] = []
        var settings: [String] = []
        var change: @Sendable (inout SandboxGroup) -> Void
    }

    private static let changes: [Change] = [
        Change(keys: ["HAND"]) { $0.variables = [.plain("HAND", "0ther")] },
        Change(keys: ["B"]) { $0.variables?.append(.plain("B", "x")) },
        Change(keys: ["HAND"]) { $0.variables = nil },
        Change(keys: ["HAND"]) { $0.variables = [.secret("HAND", "m4de-by-hand")] },
        Change(settings: ["muted"]) { $0.settings["muted"] = .bool(false) },
        Change(settings: ["name"]) { $0.settings["name"] = .string("Other") },
        Change(settings: ["projectBindings"]) { $0.isOwnedByCode = true },
    ]

    @Test(arguments: changes)
    func `a group that somebody changed after it was read is not written`(
        change: Change
    ) async throws {
        try await GroupBench.run(variables: Self.before) { bench in
            let snapshot = try await bench.snapshot()
            try await bench.change(change.change)
            let changed = try await bench.group()
            let error = await bench.failure(snapshot, with: Self.wanted)
            #expect(error == .group(.changed(keys: change.keys, settings: change.settings)))
            #expect(error?.isRetryable == true)
            #expect(try await bench.group() == changed)
            #expect(await bench.state.writeCount == 0)
        }
    }

    @Test func `a change right after the write is told by its keys`() async throws {
        try await GroupBench.run(variables: Self.before) { bench in
            let snapshot = try await bench.snapshot()
            bench.wire.before("GET", skipping: 1) { _ in
                try await bench.change { $0.variables = [.plain("THEIRS", "c4n4ry")] }
            }
            let error = await bench.failure(snapshot, with: Self.wanted)
            #expect(error == .group(.notAsWritten(keys: ["HAND", "OWN", "THEIRS"])))
            #expect(error?.isRetryable == true)
        }
    }

    @Test func `flags that Checkly does not take are told by their keys`() async throws {
        try await GroupBench.run(variables: Self.before) { bench in
            let snapshot = try await bench.snapshot()
            bench.wire.before("GET", skipping: 1) { _ in
                try await bench.change { $0.variables?[1].variable.locked = false }
            }
            let error = await bench.failure(snapshot, with: Self.wanted)
            #expect(error == .group(.notAsWritten(keys: ["OWN"])))
        }
    }

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

    @Test(arguments: [(503, true), (403, false)])
    func `a write that cannot be read back says so`(
        status: Int,
        isRetryable: Bool
    ) async throws {
        try await GroupBench.run(variables: Self.before) { bench in
            let snapshot = try await bench.snapshot()
            bench.wire.before("GET", skipping: 1) { [state = bench.state] _ in
                await state.script(Fault(.status(status), method: "GET", times: 4))
            }
            let error = await bench.failure(snapshot, with: Self.wanted)
            #expect(error?.code == "checkly-group-unverified")
            #expect(error?.isRetryable == isRetryable)
            #expect(error?.cause == (isRetryable ? .checkly : .credentials))
        }
    }

    @Test func `a write that never gets through is given up after four tries`() async throws {
        let faults = ChecklyFaults.group(
            .patchLike,
            [Fault(.dropBeforeApply, method: "PUT", times: 9)]
        )
        try await GroupBench.run(faults, variables: Self.before) { bench in
            let error = await bench.failure(try await bench.snapshot(), with: Self.wanted)
            #expect(error?.code == "checkly-unreachable")
            #expect(error?.isRetryable == true)
            #expect(await bench.takeMethods().count { $0 == "PUT" } == 4)
        }
    }

    @Test(arguments: [50, 100, 200])
    func `too many variables are refused with what Checkly says`(limit: Int) async throws {
        var faults = ChecklyFaults.none
        faults.groupMaxItems = limit
        try await GroupBench.run(faults, variables: Self.before) { bench in
            let many = (0...limit).map { ChecklyGroupVariable.plain("K\($0)", "v4lue-of-\($0)") }
            let error = await bench.failure(try await bench.snapshot(), with: many)
            let said =
                "\"environmentVariables\" must contain less than or equal to \(limit) items"
            #expect(error == .group(.refused(status: 400, said)))
            #expect(error?.isRetryable == false)
            #expect(try await bench.group().variables == Self.before)
        }
    }

    @Test func `a refusal that quotes a value is not repeated`() async throws {
        let shown = #"{"id":7,"name":"G"}"#
        for quoted in ["c4n4ry-v4lue", "m4de-by-hand", "cu_0123456789abcdef"] {
            let server = ScriptedServer([
                OutboundResponse(200, shown), OutboundResponse(200, shown),
                OutboundResponse(400, #"{"message":"bad \#(quoted)"}"#),
            ])
            let client = server.client()
            let snapshot = try #require(try await client.group("7", account: "a"))
            let error = await #expect(throws: ChecklyError.self) {
                try await client.replaceVariables(of: snapshot, with: Self.wanted, account: "a")
            }
            #expect(error?.code == "checkly-group-refused")
            #expect(error?.description.contains(quoted) == false)
        }
    }

    @Test func `a refusal that quotes a setting is not repeated`() async throws {
        let old = #"{"id":7,"name":"G","localSetupScript":"setup-c4n4ry()"}"#
        let server = ScriptedServer([
            OutboundResponse(200, old), OutboundResponse(200, old), OutboundResponse(200),
            OutboundResponse(200, #"{"id":7,"name":"G"}"#),
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

    @Test(arguments: [404, 401, 403], ["GET", "PUT"])
    func `a missing group and refused credentials are told apart`(
        status: Int,
        method: String
    ) async throws {
        let codes = [
            401: "checkly-credentials", 403: "checkly-forbidden", 404: "checkly-group-missing",
        ]
        try await GroupBench.run(variables: Self.before) { bench in
            let snapshot = try await bench.snapshot()
            await bench.state.script(Fault(.status(status), method: method))
            let error = await bench.failure(snapshot, with: Self.wanted)
            #expect(error?.code == codes[status])
            #expect(error?.isRetryable == false)
            #expect(error?.cause == (status == 404 ? .ours : .credentials))
            #expect(try await bench.group().variables == Self.before)
        }
    }

    @Test func `a list with a value that is not known is never sent`() async throws {
        try await GroupBench.run(variables: Self.before) { bench in
            let snapshot = try await bench.snapshot()
            let list = Self.wanted + [.secret("S", nil), .plain("B", " \n"), .plain("E", "")]
            let error = await bench.failure(snapshot, with: list)
            #expect(error == .group(.valueMissing(keys: ["S", "B", "E"])))
            #expect(await bench.takeMethods() == ["GET"])
        }
    }

    @Test func `metrics hear of groups without their ids`() async throws {
        try await GroupBench.run(variables: Self.before) { bench in
            let snapshot = try await bench.snapshot()
            let (outcomes, tell) = AsyncStream.makeStream(of: ChecklyRequestOutcome.self)
            let client = bench.client { tell.yield($0) }
            _ = try await client.replaceVariables(
                of: snapshot,
                with: Self.wanted,
                account: GroupBench.account
            )
            tell.finish()
            let routes = await outcomes.reduce(into: []) { $0.append($1.route) }
            let read = "/v1/check-groups/{id}"
            #expect(routes == [read, "/v2/check-groups/{id}", read])
        }
    }
}
