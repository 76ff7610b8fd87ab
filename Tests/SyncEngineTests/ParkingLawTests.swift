import EventLog
import LiveLog
import Projection
import Sandbox
import SyncModel
import TestSupport
import Testing

/// What holds of parking in every history.
@Suite(.timeLimit(.minutes(10))) struct ParkingLawTests {
    private static let ids = ["sync-1", "sync-2"]
    private static let folders = ["/app", "/web"]
    private static let accounts = [EngineBench.account, EngineBench.otherAccount]

    @Test(arguments: Seed.first(25))
    func `a parked key stops neither its sync's other keys nor another sync, and keeps its order`(
        seed: Seed
    ) async throws {
        var random = SeededGenerator(seed)
        let bench = try await EngineBench()
        // Both to one account, or each to its own.
        let shares = seed.number.isMultiple(of: 2)
        let account = { (index: Int) in Self.accounts[shares ? 0 : index] }
        var folders: [[String: String]] = [[:], [:]]
        for round in 0..<8 {
            let session = try await bench.start()
            if round == 0 { try await setUp(session, account) }
            await bench.checkly.setFaults(poison(using: &random))
            for index in Self.ids.indices {
                var changes: [String: String?] = [:]
                for _ in 0...Int.random(in: 0...3, using: &random) {
                    let key = "K\(Int.random(in: 0..<6, using: &random))"
                    let isSet = Int.random(in: 0..<4, using: &random) > 0
                    changes.updateValue(isSet ? "\(round)" : nil, forKey: key)
                }
                try await session.set(changes, in: Self.folders[index])
                for (key, value) in changes { folders[index][key] = value }
            }
            await settled(session)
            let state = session.state.current
            for (index, id) in Self.ids.enumerated() {
                let parked = Set(
                    state.parked(of: try #require(state.syncs[id])).map(\.change.key)
                )
                // Only what was made to fail is parked, never a whole sync.
                let possible: Set<String?> = ["S\(index)_K0", "S\(index)_K1"]
                #expect(parked.isSubset(of: possible), "\(seed.testDescription)")
                let values = await bench.values(account: account(index))
                    .filter { $0.key.hasPrefix("S\(index)_") && !parked.contains($0.key) }
                let wanted = Dictionary(
                    uniqueKeysWithValues: folders[index].map { ("S\(index)_" + $0.key, $0.value) }
                )
                .filter { !parked.contains($0.key) }
                #expect(values == wanted, "\(seed.testDescription), round \(round), \(id)")
            }
            if Bool.random(using: &random) { await session.crash() } else { await session.stop() }
        }
        let session = try await bench.start()
        try expectOrder(try session.events(), seed)
        await bench.checkly.setFaults(ChecklyFaults())
        for (index, id) in Self.ids.enumerated() {
            try await session.record(.sync(.retried(syncID: id, key: nil)))
            await session.pushed(id)
            let values = await bench.values(account: account(index))
                .filter { $0.key.hasPrefix("S\(index)_") }
            #expect(values.count == folders[index].count, "\(seed.testDescription)")
        }
        await session.stop()
    }

    private func setUp(_ session: EngineSession, _ account: (Int) -> String) async throws {
        try await session.addConnection()
        for (index, id) in Self.ids.enumerated() {
            try await session.addSync(
                id,
                account: account(index),
                folder: Self.folders[index],
                options: SyncOptions(keySchema: KeySchema("S\(index)_{{secretKey}}"))
            )
        }
    }

    /// Permanent refusals of two of the six keys of each sync.
    private func poison(using random: inout SeededGenerator) -> ChecklyFaults {
        var faults = ChecklyFaults()
        for index in Self.ids.indices {
            for key in ["K0", "K1"] where Bool.random(using: &random) {
                for method in ["POST", "PUT", "DELETE"] {
                    faults.failures.append(
                        Fault(.status(400), method: method, key: "S\(index)_" + key, times: 10_000)
                    )
                }
            }
        }
        return faults
    }

    private func settled(_ session: EngineSession) async {
        await session.until { state in
            Self.ids.allSatisfy { id in
                guard let sync = state.syncs[id], let status = state.statuses[id] else {
                    return false
                }
                return status.openRun == nil && state.pendingRun(of: sync) == nil
            }
        }
    }

    /// Of one key, an older value never follows a newer one.
    private func expectOrder(_ events: [RecordedEvent], _ seed: Seed) throws {
        var newest: [String: Position] = [:]
        for event in events {
            guard case .push(.variableWritten(let variable)) = event.body,
                let position = variable.value?.place.position
            else { continue }
            let name = variable.syncID + variable.key
            #expect(position >= newest[name] ?? .beforeFirst, "\(seed.testDescription), \(name)")
            newest[name] = position
        }
    }
}
