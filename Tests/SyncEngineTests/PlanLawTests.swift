import EventLog
import LiveLog
import Projection
import Reconciliation
import Sandbox
import SyncEngine
import SyncModel
import TestSupport
import Testing

/// A plan says what the push then does, over random destinations, options and histories.
@Suite(.timeLimit(.minutes(10))) struct PlanLawTests {
    private static let account = EngineBench.account
    private static let keys = (0..<6).map { "K\($0)" }

    /// What is at the destination, each key with its values in order.
    private static func holdings(
        _ bench: EngineBench,
        _ groupID: String?
    ) async -> [String: [String]] {
        if groupID == nil { return await bench.values().mapValues { [$0] } }
        let variables = await bench.checkly.group(7, account: account)?.variables ?? []
        return Dictionary(grouping: variables, by: \.key)
            .mapValues { $0.map(\.variable.value) }
    }

    private static func options(_ random: inout SeededGenerator) -> SyncOptions {
        SyncOptions(
            initialSyncBehavior: Bool.random(using: &random)
                ? .overwriteDestination : .preserveDestination,
            keySchema: Int.random(in: 0..<4, using: &random) == 0
                ? KeySchema("K{{secretKey}}") : nil,
            disableSecretDeletion: Int.random(in: 0..<5, using: &random) == 0,
            emptyValue: Bool.random(using: &random) ? .delete : .skip,
            variableType: Bool.random(using: &random) ? .secret : .plain,
            maxDeletions: Int.random(in: 0..<4, using: &random) == 0 ? 1 : nil,
            deleteOrder: Bool.random(using: &random) ? .first : .last,
            onUnreadableGroupVariables: Bool.random(using: &random) ? .drop : .refuse,
            allowCodeOwnedGroup: Bool.random(using: &random)
        )
    }

    private static func byHand(_ random: inout SeededGenerator) -> SandboxGroupVariable {
        SandboxGroupVariable(
            key: (keys + ["HAND", "THEIRS"]).randomElement(using: &random) ?? "HAND",
            variable: StoredVariable(
                value: "hand-\(Int.random(in: 0..<100, using: &random))",
                locked: Bool.random(using: &random),
                secret: Int.random(in: 0..<3, using: &random) == 0
            )
        )
    }

    /// Changes what somebody else may change.
    private static func meddle(
        _ bench: EngineBench,
        _ groupID: String?,
        _ random: inout SeededGenerator
    ) async {
        let hand = (0..<Int.random(in: 0..<3, using: &random)).map { _ in byHand(&random) }
        guard groupID != nil else {
            for variable in hand {
                let isGone = Bool.random(using: &random)
                await bench.checkly.setVariable(
                    variable.key,
                    to: isGone ? nil : variable.variable,
                    account: account
                )
            }
            return
        }
        let old = await bench.checkly.group(7, account: account)
        var variables = old?.variables ?? []
        if Bool.random(using: &random) {
            variables.removeAll { _ in Int.random(in: 0..<4, using: &random) == 0 }
        }
        // A key that a list names twice is one more thing that somebody else may do.
        variables += hand
        let group = SandboxGroup(
            id: 7,
            name: "checks",
            variables: variables,
            isOwnedByCode: Int.random(in: 0..<6, using: &random) == 0
        )
        await bench.checkly.setGroup(group, account: account)
    }

    private static func change(
        _ folder: String,
        _ session: EngineSession,
        _ random: inout SeededGenerator
    ) async throws {
        var changes: [String: String?] = [:]
        for _ in 0..<Int.random(in: 1..<5, using: &random) {
            let values = ["1", "2", "3", " ", nil]
            let number = Int.random(in: 0..<6, using: &random)
            changes.updateValue(
                values.randomElement(using: &random) ?? nil,
                forKey: Bool.random(using: &random) ? "K\(number)" : "\(number)"
            )
        }
        try await session.set(changes, in: folder)
    }

    /// Asks for a push and gives the events that came of it.
    private static func push(_ id: String, _ session: EngineSession) async throws -> [EventBody] {
        let asked = try await session.record(
            .sync(.resumed(syncID: id, reason: nil)),
            .sync(.pushRequested(syncID: id))
        )
        await session.until { state in
            guard let status = state.statuses[id] else { return true }
            return status.openRun == nil && status.status != .pending && state.position > asked
        }
        // What could not be carried out is not tried again by the next change.
        try await session.record(.sync(.paused(syncID: id, reason: nil)))
        return try session.events().filter { $0.position > asked && $0.body.syncID == id }
            .map(\.body)
    }

    @Test(arguments: Seed.first(80))
    func `what a plan says is what the push does and what the log tells`(
        seed: Seed
    ) async throws {
        var random = SeededGenerator(seed)
        let bench = try await EngineBench()
        let groupID = seed.number.isMultiple(of: 2) ? "7" : nil
        await Self.meddle(bench, groupID, &random)
        let session = try await bench.start()
        try await session.addConnection()
        for (id, folder) in [("sync-1", "/one"), ("sync-2", "/two")] {
            var sync = EngineSession.sync(
                id,
                account: Self.account,
                folder: folder,
                options: Self.options(&random)
            )
            sync.destination.groupID = groupID
            sync.isAutoSyncEnabled = false
            try await session.record(.sync(.created(sync)), .sync(.paused(syncID: id, reason: nil)))
            try await session.replace(with: [:], in: folder)
        }
        var written: [String: [String]] = [:]
        for round in 0..<6 {
            let comment = Comment("\(seed.testDescription), round \(round)")
            let (id, folder) = Bool.random(using: &random) ? ("sync-1", "/one") : ("sync-2", "/two")
            try await Self.change(folder, session, &random)
            await Self.meddle(bench, groupID, &random)
            let before = await Self.holdings(bench, groupID)
            let planned = try #require(try await session.engine.plan(id, asOf: nil))
            let again = try #require(try await session.engine.plan(id, asOf: nil))
            #expect(again == planned && again.id == planned.id, comment)
            let events = try await Self.push(id, session)
            let after = await Self.holdings(bench, groupID)
            Self.compare(planned, events, before, after, written, comment)
            for case .push(.variableWritten(let variable)) in events {
                written[variable.key] = after[variable.key]
            }
        }
        await session.stop()
    }

    private static func compare(
        _ planned: PlannedPush,
        _ events: [EventBody],
        _ before: [String: [String]],
        _ after: [String: [String]],
        _ lastWritten: [String: [String]],
        _ comment: Comment
    ) {
        var (written, deleted, failure): (Set<String>, Set<String>, PushProblem?) = ([], [], nil)
        for event in events {
            switch event {
            case .push(.variableWritten(let variable)): written.insert(variable.key)
            case .push(.variableDeleted(let variable)): deleted.insert(variable.key)
            case .push(.finished(_, .failed(let problem, _))): failure = problem
            default: break
            }
        }
        let plan = planned.parts[0].plan
        let gone = Set(before.keys).subtracting(after.keys)
        if let problem = planned.problem {
            #expect(failure == problem, comment)
            #expect(written.isEmpty && deleted.isEmpty && before == after, comment)
            return
        }
        let isWhole = plan.keys(.conflict).isEmpty
        #expect((failure == nil) == isWhole, comment)
        #expect(written == Set(plan.keys(.create) + plan.keys(.update)), comment)
        #expect(deleted == Set(plan.keys(.delete)), comment)
        #expect(gone == Set(plan.removedKeys + plan.lostKeys), comment)
        #expect(planned.deletionCount == gone.count, comment)
        #expect(Set(after.keys).subtracting(before.keys) == Set(plan.keys(.create)), comment)
        // What the plan does not name is as it was. Only a sync's own value that a group hides goes
        // back to what was written last: the list has to be sent whole, and no one can see what
        // somebody else may have put there.
        let touched = Set(plan.changes.filter(\.isWritten).map(\.key))
        for (key, values) in before where !touched.contains(key) && after[key] != values {
            #expect(after[key] == lastWritten[key], comment)
        }
    }
}
