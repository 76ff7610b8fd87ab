import ChecklyClient
import OutboundHTTP
import Sandbox
import SyncModel
import Testing

/// Somebody else changes the group at the same time.
@Suite(.timeLimit(.minutes(10))) struct GroupChangeTests {
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

    @Test func `a message names a few keys and counts the rest`() {
        let keys = (10..<25).map { "K\($0)" }
        let error = ChecklyError.group(.notAsWritten(keys: keys))
        #expect(error.message.hasSuffix("K18, K19 and 5 more."))
    }
}
