import Encodings
import ChecklyClient
import OutboundHTTP
import Sandbox
import SyncModel
import Testing

@Suite(.timeLimit(.minutes(10))) struct GroupRefusalTests {
    private static let before: [SandboxGroupVariable] = [.plain("HAND", "m4de-by-hand")]
    private static let wanted: [ChecklyGroupVariable] = [
        .plain("HAND", "m4de-by-hand"), .secret("OWN", "c4n4ry-v4lue"),
    ]

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
        let shown = #"{"id":7,"name":"G","environmentVariables":[]}"#
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
