import ChecklyClient
import OutboundHTTP
import Sandbox
import SyncModel
import Testing

/// Requests fail and tasks are cancelled while a group is written.
@Suite(.timeLimit(.minutes(10))) struct GroupInterruptionTests {
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
}
