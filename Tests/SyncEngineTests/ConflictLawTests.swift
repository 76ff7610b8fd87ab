import EventLog
import LiveLog
import Projection
import Sandbox
import SyncEngine
import SyncModel
import TestSupport
import Testing

/// Every key that is wanted has an owner, and every other sync that wants it knows that it has not.
@Suite(.timeLimit(.minutes(10))) struct ConflictLawTests {
    private static let place = Ledger.Place(accountID: EngineBench.account, groupID: nil)

    /// Returns when nothing is under way and nothing more begins by itself.
    private static func rest(_ session: EngineSession) async throws {
        var (quiet, last) = (0, -1)
        while quiet < 3 {
            await session.until { $0.statuses.values.allSatisfy { $0.openRun == nil } }
            try await session.lookedAtAll()
            let events = try session.events()
            let count = events.count {
                $0.body.type.hasPrefix("push.") && $0.body.syncID != "probe"
            }
            quiet =
                count == last && hasRunForEveryChange(session.state.current, events)
                ? quiet + 1 : 0
            last = count
        }
    }

    /// Whether every sync needs no run, or failed after it saw the last change.
    private static func hasRunForEveryChange(_ state: State, _ events: [RecordedEvent]) -> Bool {
        var seen: [String: Position] = [:]
        for event in events {
            guard case .push(.started(let run)) = event.body else { continue }
            seen[run.syncID] = run.through
        }
        return state.syncs.values.allSatisfy { sync in
            guard state.pendingRun(of: sync) != nil else { return true }
            guard state.statuses[sync.id]?.status == .failed, let seen = seen[sync.id],
                let changed = state.lastChange(for: sync)
            else { return false }
            return changed <= seen
        }
    }

    @Test(arguments: Seed.first(25))
    func `who lost a key knows it, and who may have it writes it without being asked`(
        seed: Seed
    ) async throws {
        var random = SeededGenerator(seed)
        let bench = try await EngineBench()
        let session = try await bench.start()
        try await session.addConnection()
        let preserving = SyncOptions(initialSyncBehavior: .preserveDestination)
        let ids = ["sync-1", "sync-2", "sync-3"]
        var folders: [String: [String: String]] = [:]
        for id in ids {
            try await session.addSync(id, folder: "/\(id)", options: preserving)
            folders[id] = [:]
        }
        for step in 0..<30 {
            let id = ids.randomElement(using: &random) ?? ids[0]
            let key = "K\(Int.random(in: 0..<4, using: &random))"
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<9:
                try await session.set([key: "\(id)-\(step)"], in: "/\(id)")
                folders[id]?[key] = "\(id)-\(step)"
            case 9..<13:
                try await session.set([key: nil], in: "/\(id)")
                folders[id]?[key] = nil
            case 13..<18:
                guard folders[id]?[key] != nil,
                    let destination = session.state.current.syncs[id]?.destination
                else { continue }
                try await session.record(.sync(.adopted(syncID: id, destination, keys: [key])))
            case 18: try await Self.rest(session)
            default:
                guard session.state.current.syncs.count > 3 else { continue }
                try await session.record(.sync(.deleted(id: id)))
            }
        }
        try await Self.rest(session)
        let (state, values) = (session.state.current, await bench.values())
        for id in ids where state.syncs[id] != nil {
            let status = try #require(state.statuses[id])
            var hasConflict = false
            for (key, value) in folders[id] ?? [:] {
                let owner = state.ledger.entry(key, at: Self.place)?.syncID
                let comment = Comment("\(seed.testDescription), \(id), \(key)")
                #expect(owner.map { state.syncs[$0] != nil } == true, comment)
                let isConflict = status.failedKeys[key]?.problem.code == PushProblem.conflict
                #expect(isConflict == (owner != id), comment)
                if owner == id { #expect(values[key] == value, comment) }
                hasConflict = hasConflict || isConflict
            }
            if hasConflict { #expect(status.status == .failed, "\(seed.testDescription), \(id)") }
        }
        #expect(try State(canonical: state.canonical) == state)
        await session.stop()
    }
}
