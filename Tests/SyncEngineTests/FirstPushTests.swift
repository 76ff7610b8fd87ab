import EventLog
import Projection
import Reconciliation
import Sandbox
import SyncEngine
import SyncModel
import TestSupport
import Testing

/// What a plan of a new sync shows is what its first push writes, or nothing is written.
@Suite(.timeLimit(.minutes(10))) struct FirstPushTests {
    /// A sync that is about to be created, in an account where others have been.
    private struct Scenario {
        let bench: EngineBench
        let session: EngineSession
        let sync: Sync
        var random: SeededGenerator

        /// Some of the keys that the sync may have at Checkly.
        static func keys(using random: inout SeededGenerator) -> [String] {
            ["A", "B", "C", "APP_A", "APP_B", "APP_C", "OTHER"]
                .filter { _ in Bool.random(using: &random) }
        }

        init(_ seed: Seed) async throws {
            random = SeededGenerator(seed)
            bench = try await EngineBench()
            for key in Self.keys(using: &random) { await bench.makeByHand(key) }
            session = try await bench.start()
            try await session.addConnection()
            if Bool.random(using: &random) {
                // Another sync, whose keys are its own.
                try await session.addSync("neighbour", folder: "/neighbour")
                try await session.set(["B": "neighbour"], in: "/neighbour")
                await session.pushed("neighbour")
            }
            var folder = ["A": "a"]
            for key in ["B", "C"] where Bool.random(using: &random) {
                folder[key] = ["value", " "].randomElement(using: &random)
            }
            // Only who knows the whole folder may take away what it does not have.
            if Int.random(in: 0..<3, using: &random) > 0 {
                try await session.replace(with: folder)
            } else {
                try await session.set(folder)
            }
            var options = SyncOptions()
            if Bool.random(using: &random) { options.initialSyncBehavior = .preserveDestination }
            options.disableSecretDeletion = Bool.random(using: &random)
            if Bool.random(using: &random) { options.keySchema = KeySchema("APP_{{secretKey}}") }
            sync = EngineSession.sync("sync-1", account: EngineBench.account, options: options)
        }

        /// Lets somebody change the account, perhaps.
        mutating func meddle() async {
            guard Int.random(in: 0..<3, using: &random) == 0 else { return }
            for key in Self.keys(using: &random) {
                if Bool.random(using: &random) {
                    await bench.makeByHand(key)
                } else {
                    await bench.checkly.setVariable(key, to: nil, account: EngineBench.account)
                }
            }
        }

        /// Creates the sync as the wizard does, with the plan that was read; returns once the plan
        /// is carried out or refused.
        func create(with plan: PlannedPush) async throws {
            let position = try await session.record(
                .sync(.created(sync)),
                .sync(.consentRequired(syncID: sync.id)),
                .sync(.planApproved(syncID: sync.id, planID: plan.id))
            )
            try await session.firstEvent(after: position) { event in
                switch event.body {
                case .sync(.planRefused): true
                case .push(.finished(let run, _)): run.syncID == sync.id
                default: false
                }
            }
        }

        /// What the log says was done for the sync, sorted.
        func written() throws -> [String] {
            try session.events()
                .compactMap { event -> String? in
                    switch event.body {
                    case .push(.variableWritten(let variable)) where variable.syncID == sync.id:
                        "write \(variable.key)"
                    case .push(.variableDeleted(let variable)) where variable.syncID == sync.id:
                        "delete \(variable.key)"
                    default: nil
                    }
                }
                .sorted()
        }
    }

    /// What a plan says will be done, sorted.
    private func announced(_ plan: PlannedPush) -> [String] {
        plan.parts.flatMap(\.plan.changes)
            .compactMap { change -> String? in
                switch change.action {
                case .create, .update: "write \(change.key)"
                case .delete: "delete \(change.key)"
                case .unchanged, .skip, .conflict: nil
                }
            }
            .sorted()
    }

    @Test(arguments: Seed.first(200))
    func `the first push does what its plan showed, or nothing where that has changed`(
        seed: Seed
    ) async throws {
        var scenario = try await Scenario(seed)
        let engine = scenario.session.engine
        let shown = try #require(try await engine.plan(draft: scenario.sync))
        await scenario.meddle()
        let present = try #require(try await engine.plan(draft: scenario.sync))
        try await scenario.create(with: shown)
        let written = try scenario.written()
        #expect(
            written == (present.id == shown.id ? announced(shown) : []),
            "\(seed.testDescription)"
        )
        if present.id != shown.id {
            // Whoever looks again is shown what there is now.
            let next = try #require(try await engine.plan(scenario.sync.id, asOf: nil))
            #expect(announced(next) == announced(present), "\(seed.testDescription)")
        }
        await scenario.session.stop()
    }
}
