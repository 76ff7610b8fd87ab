import EventLog
import LiveLog
import Projection
import Reconciliation
import Sandbox
import SyncEngine
import SyncModel
import TestSupport
import Testing

/// What holds for two syncs of one account whatever happens, over seeded random histories with
/// Checkly's faults on.
@Suite(.timeLimit(.minutes(10))) struct LawTests {
    private static let ids = ["sync-1", "sync-2"]
    private static let folders = ["/one", "/two"]

    private struct History {
        var bench: EngineBench
        var session: EngineSession
        /// What each folder holds in the end.
        var folders: [[String: String]]
    }

    private func play(_ seed: Seed, _ options: [SyncOptions]) async throws -> History {
        var random = SeededGenerator(seed)
        let bench = try await EngineBench()
        await bench.checkly.setVariable(
            "HAND",
            to: StoredVariable(value: "made"),
            account: EngineBench.account
        )
        let session = try await bench.start()
        try await session.addConnection()
        for (id, (folder, options)) in zip(Self.ids, zip(Self.folders, options)) {
            try await session.addSync(id, folder: folder, options: options)
        }
        var history = History(bench: bench, session: session, folders: [[:], [:]])
        for round in 0..<5 {
            var faults = ChecklyFaults()
            faults.failures = (0..<Int.random(in: 0...6, using: &random))
                .map { _ in Self.fault(using: &random) }
            await bench.checkly.setFaults(faults)
            for index in Self.folders.indices {
                var changes: [String: String?] = [:]
                for _ in 0...Int.random(in: 0...4, using: &random) {
                    let key = "K\(Int.random(in: 0..<8, using: &random))"
                    let isSet = Int.random(in: 0..<3, using: &random) > 0
                    changes.updateValue(isSet ? "\(round)-\(index)-\(key)" : nil, forKey: key)
                }
                try await session.set(changes, in: Self.folders[index])
                for (key, value) in changes { history.folders[index][key] = value }
            }
            await letOthersRun(turns: Int.random(in: 0...100, using: &random))
        }
        await bench.checkly.setFaults(ChecklyFaults())
        // Twice, since one may wait for a key that the other only now gives up.
        for id in Self.ids + Self.ids { try await settle(id, session) }
        return history
    }

    private static func fault(using random: inout SeededGenerator) -> Fault {
        let kinds: [Fault.Kind] = [
            .status(429), .status(500), .dropBeforeApply, .dropAfterApply, .statusAfterApply(502),
        ]
        return Fault(
            kinds.randomElement(using: &random) ?? .status(500),
            times: Int.random(in: 1...5, using: &random)
        )
    }

    /// Returns when a push asked for now has ended in nothing that time could mend.
    private func settle(_ id: String, _ session: EngineSession) async throws {
        let asked = try await session.record(.sync(.pushRequested(syncID: id)))
        try await session.firstEvent(after: asked) { event in
            guard case .push(.finished(let run, let outcome)) = event.body,
                run.syncID == id, run.through >= asked
            else { return false }
            switch outcome {
            case .succeeded: return true
            case .failed(_, let nextTryAt): return nextTryAt == nil
            }
        }
    }

    @Test(arguments: Seed.first(15))
    func `disjoint key spaces never meet, and after a push the next plan is empty`(
        seed: Seed
    ) async throws {
        let options = ["ONE_", "TWO_"]
            .map { SyncOptions(keySchema: KeySchema($0 + "{{secretKey}}")) }
        let history = try await play(seed, options)
        var expected = ["HAND": "made"]
        for (prefix, folder) in zip(["ONE_", "TWO_"], history.folders) {
            for (key, value) in folder { expected[prefix + key] = value }
        }
        #expect(await history.bench.values() == expected, "\(seed.testDescription)")
        _ = await history.bench.takeRequests()
        for id in Self.ids {
            let plan = try #require(try await history.session.engine.plan(id, asOf: nil))
            #expect(plan.isEmpty, "\(seed.testDescription)")
            try await settle(id, history.session)
        }
        let writes = await history.bench.takeRequests().filter { !$0.hasPrefix("GET") }
        #expect(writes.isEmpty, "\(seed.testDescription)")
        await history.session.stop()
    }

    @Test(arguments: Seed.first(15))
    func `with overlapping key spaces nobody writes or deletes what another wrote`(
        seed: Seed
    ) async throws {
        let preserving = SyncOptions(initialSyncBehavior: .preserveDestination)
        let history = try await play(seed, [preserving, preserving])
        var state = State()
        for event in try history.session.events() {
            switch event.body {
            case .push(.variableWritten(let variable)), .push(.variableDeleted(let variable)):
                let place = Ledger.Place(accountID: variable.accountID, groupID: nil)
                let owner = state.ledger.entry(variable.key, at: place)?.syncID
                #expect(owner == nil || owner == variable.syncID, "\(seed.testDescription)")
            default: break
            }
            state.apply(event)
        }
        let values = await history.bench.values()
        #expect(values["HAND"] == "made", "\(seed.testDescription)")
        // Every key is there that some folder has, with the value of one that has it.
        let folders = history.folders
        for key in Set(folders.flatMap(\.keys)) {
            #expect(
                folders.compactMap { $0[key] }.contains(values[key] ?? ""),
                "\(seed.testDescription)"
            )
        }
        await history.session.stop()
    }

    @Test(arguments: Seed.first(15))
    func `a push takes no more requests than keys changed, and pages where the listing is old`(
        seed: Seed
    ) async throws {
        var random = SeededGenerator(seed)
        let bench = try await EngineBench()
        let session = try await bench.start(settings: .init(listingAge: .seconds(300)))
        try await session.addConnection()
        try await session.addSync()
        var (folder, listedAt, time): ([String: String], Int?, Int) = ([:], nil, 0)
        for round in 0..<12 {
            let passed = [0, 100, 301].randomElement(using: &random) ?? 0
            bench.pass(.seconds(passed))
            time += passed
            var changes: [String: String?] = [:]
            for _ in 0..<Int.random(in: 1...60, using: &random) {
                let key = "K\(Int.random(in: 0..<250, using: &random))"
                let value = "v\(Int.random(in: 0..<3, using: &random))"
                changes.updateValue(
                    Int.random(in: 0..<5, using: &random) > 0 ? value : nil,
                    forKey: key
                )
            }
            let changed = changes.filter { folder[$0.key] != $0.value }.count
            for (key, value) in changes { folder[key] = value }
            try await session.set(changes)
            await session.pushed()
            let requests = await bench.takeRequests()
            let pages = requests.filter { $0.hasPrefix("GET") }.count
            let isOld = listedAt.map { time - $0 > 300 } ?? true
            // Checkly held at most what the folder holds now and what just left it.
            let allowed = isOld ? (folder.count + changed) / 100 + 1 : 0
            #expect(pages <= allowed, "\(seed.testDescription), round \(round)")
            #expect(requests.count - pages == changed, "\(seed.testDescription), round \(round)")
            if pages > 0 { listedAt = time }
            #expect(await bench.values() == folder, "\(seed.testDescription), round \(round)")
        }
        await session.stop()
    }
}
