import EventLog
import LiveLog
import Projection
import Reconciliation
import Sandbox
import SyncEngine
import SyncModel
import Testing

/// Syncs whose destination is a check group.
@Suite(.timeLimit(.minutes(10))) struct GroupPushTests {
    private static let hand = SandboxGroupVariable(
        key: "HAND",
        variable: StoredVariable(value: "made", locked: true)
    )
    private static let foreignSecret = SandboxGroupVariable(
        key: "THEIRS",
        variable: StoredVariable(value: "hidden", locked: false, secret: true)
    )

    private func begin(
        _ bench: EngineBench,
        variables: [SandboxGroupVariable] = [hand],
        isOwnedByCode: Bool = false,
        options: SyncOptions = SyncOptions(initialSyncBehavior: .preserveDestination)
    ) async throws -> EngineSession {
        await bench.checkly.setGroup(
            SandboxGroup(
                id: 7,
                name: "checks",
                variables: variables,
                isOwnedByCode: isOwnedByCode
            ),
            account: EngineBench.account
        )
        let session = try await bench.start()
        try await session.addConnection()
        try await addSync("sync-1", folder: "/app", to: session, options)
        return session
    }

    private func addSync(
        _ id: String,
        folder: String,
        to session: EngineSession,
        _ options: SyncOptions = SyncOptions(initialSyncBehavior: .preserveDestination)
    ) async throws {
        var sync = EngineSession.sync(
            id,
            account: EngineBench.account,
            folder: folder,
            options: options
        )
        sync.destination.groupID = "7"
        try await session.record(.sync(.created(sync)))
    }

    private func group(_ bench: EngineBench) async -> [SandboxGroupVariable] {
        await bench.checkly.group(7, account: EngineBench.account)?.variables ?? []
    }

    private func secret(_ key: String, _ value: String) -> SandboxGroupVariable {
        SandboxGroupVariable(
            key: key,
            variable: StoredVariable(value: value, locked: true, secret: true)
        )
    }

    @Test func `a group gets the sync's variables and keeps everybody else's as they are`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        try await session.set(["A": "1", "B": "2"])
        await session.pushed()
        #expect(await group(bench) == [Self.hand, secret("A", "1"), secret("B", "2")])
        try await session.set(["A": "new", "B": nil])
        await session.pushed()
        #expect(await group(bench) == [Self.hand, secret("A", "new")])
        #expect(await bench.values() == [:])
        await session.stop()
    }

    @Test func `two syncs of one group keep each other's secrets, which nobody can read back`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        try await addSync("sync-2", folder: "/other", to: session)
        try await session.set(["A": "1"])
        await session.pushed()
        try await session.set(["B": "2"], in: "/other")
        await session.pushed("sync-2")
        try await session.set(["A": "3"])
        await session.pushed()
        #expect(await group(bench) == [Self.hand, secret("A", "3"), secret("B", "2")])
        await session.stop()
    }

    @Test(arguments: [
        ChecklyFaults.FlagDisplay.withoutSecret, .missing, .null,
    ])
    func `flags that Checkly does not show are no difference`(
        reading: ChecklyFaults.FlagDisplay
    ) async throws {
        let bench = try await EngineBench()
        // Flags that are not shown are not there for anybody but who wrote them.
        let hand = SandboxGroupVariable(key: "HAND", variable: StoredVariable(value: "made"))
        let session = try await begin(bench, variables: [hand])
        var faults = ChecklyFaults()
        faults.flagsReadAs = reading
        await bench.checkly.setFaults(faults)
        try await session.addSync("account", folder: "/app")
        try await session.set(["A": "1", "B": "2"])
        for id in ["sync-1", "account"] {
            await session.pushed(id)
            let plan = try #require(try await session.engine.plan(id, asOf: nil))
            #expect(plan.isEmpty)
            #expect(session.status(id)?.drifts == [])
        }
        try await session.set(["A": "3"])
        for id in ["sync-1", "account"] { await session.pushed(id) }
        #expect(await group(bench) == [hand, secret("A", "3"), secret("B", "2")])
        #expect(await bench.values() == ["A": "3", "B": "2"])
        await session.stop()
    }

    @Test func `what a push drops is in its plan, its limit and the log`() async throws {
        let bench = try await EngineBench()
        let dropping = SyncOptions(
            initialSyncBehavior: .preserveDestination,
            onUnreadableGroupVariables: .drop
        )
        let session = try await begin(
            bench,
            variables: [Self.hand, Self.foreignSecret],
            options: dropping
        )
        try await session.record(.sync(.paused(syncID: "sync-1", reason: nil)))
        try await session.set(["A": "1"])
        let plan = try #require(try await session.engine.plan("sync-1", asOf: nil))
        let lost = plan.parts[0].plan.changes.filter { $0.action == .delete }
        #expect(lost.map { "\($0.key): \($0.reason)" } == ["THEIRS: unreadable, dropped"])
        #expect(plan.deletionCount == 1)
        var sync = try #require(session.state.current.syncs["sync-1"])
        sync.options.maxDeletions = 0
        try await session.record(
            .sync(.updated(sync)),
            .sync(.resumed(syncID: "sync-1", reason: nil))
        )
        #expect(await session.failed()?.message?.hasPrefix("too-many-deletions") == true)
        #expect(await group(bench) == [Self.hand, Self.foreignSecret])
        sync.options.maxDeletions = 1
        try await session.record(.sync(.updated(sync)))
        await session.pushed()
        #expect(await group(bench) == [Self.hand, secret("A", "1")])
        let deleted = try session.events()
            .compactMap { event in
                if case .push(.variableDeleted(let variable)) = event.body { variable } else { nil }
            }
        #expect(deleted.map(\.key) == ["THEIRS"])
        #expect(deleted.map(\.reason) == ["unreadable, dropped"])
        await session.stop()
    }

    @Test(arguments: [true, false])
    func `a push that will be refused is planned as refused`(isOwnedByCode: Bool) async throws {
        let bench = try await EngineBench()
        let session = try await begin(
            bench,
            variables: isOwnedByCode ? [Self.hand] : [Self.hand, Self.foreignSecret],
            isOwnedByCode: isOwnedByCode
        )
        try await session.set(["A": "1"])
        let status = await session.failed()
        let plan = try #require(try await session.engine.plan("sync-1", asOf: nil))
        let problem = try #require(plan.problem)
        #expect(problem.code == (isOwnedByCode ? "group-code-owned" : "group-unreadable"))
        #expect(status?.message?.hasPrefix(problem.code) == true)
        await session.stop()
    }

    @Test func `a secret that nobody here wrote is never lost, unless the sync says so`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await begin(bench, variables: [Self.hand, Self.foreignSecret])
        try await session.set(["A": "1"])
        let status = await session.failed()
        #expect(status?.message?.hasPrefix("group-unreadable") == true)
        #expect(status?.message?.contains("THEIRS") == true)
        #expect(await group(bench) == [Self.hand, Self.foreignSecret])
        var sync = try #require(session.state.current.syncs["sync-1"])
        sync.options.onUnreadableGroupVariables = .drop
        try await session.record(.sync(.updated(sync)))
        await session.pushed()
        #expect(await group(bench) == [Self.hand, secret("A", "1")])
        await session.stop()
    }

    @Test func `a group of a Checkly CLI project is written only when the sync says so`()
        async throws
    {
        let bench = try await EngineBench()
        let session = try await begin(bench, isOwnedByCode: true)
        try await session.set(["A": "1"])
        #expect(await session.failed()?.message?.hasPrefix("group-code-owned") == true)
        #expect(await group(bench) == [Self.hand])
        var sync = try #require(session.state.current.syncs["sync-1"])
        sync.options.allowCodeOwnedGroup = true
        try await session.record(.sync(.updated(sync)))
        await session.pushed()
        #expect(await group(bench) == [Self.hand, secret("A", "1")])
        await session.stop()
    }

    @Test func `a missing group stops the sync until somebody looks at it`() async throws {
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.addConnection()
        try await addSync("sync-1", folder: "/app", to: session)
        try await session.set(["A": "1"])
        let status = await session.failed()
        #expect(status?.needsAttention == true)
        let first = status?.lastJobID
        try await session.set(["A": "2"])
        try await session.lookedAtAll()
        #expect(session.status()?.lastJobID == first)
        await session.stop()
    }

    @Test func `removing takes the sync's variables out of the group and no others`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        try await session.set(["A": "1", "B": "2"])
        await session.pushed()
        try await session.record(.sync(.removalRequested(syncID: "sync-1", deletesSync: true)))
        await session.until { $0.syncs["sync-1"] == nil }
        #expect(await group(bench) == [Self.hand])
        await session.stop()
    }

    @Test func `a deleted sync's values are not written over what came after it`() async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        try await addSync("sync-2", folder: "/other", to: session)
        try await session.set(["A": "1"])
        await session.pushed()
        try await session.set(["B": "2"], in: "/other")
        await session.pushed("sync-2")
        try await session.record(.sync(.deleted(id: "sync-1")))
        await bench.checkly.setGroup(
            SandboxGroup(
                id: 7,
                name: "checks",
                variables: [secret("A", "by hand"), secret("B", "2")],
                isOwnedByCode: false
            ),
            account: EngineBench.account
        )
        try await session.set(["B": "3"], in: "/other")
        let status = await session.failed("sync-2")
        #expect(status?.message?.hasPrefix("group-unreadable") == true)
        #expect(await group(bench) == [secret("A", "by hand"), secret("B", "2")])
        await session.stop()
    }
}
