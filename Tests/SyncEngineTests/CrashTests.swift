import LiveLog
import Projection
import Sandbox
import SyncModel
import TestSupport
import Testing

/// Lives of the server that end anywhere.
@Suite(.timeLimit(.minutes(10))) struct CrashTests {
    @Test(arguments: Seed.first(20))
    func `after every sequence of crashes, stops and faults Checkly holds what the source holds`(
        seed: Seed
    ) async throws {
        var random = SeededGenerator(seed)
        let bench = try await EngineBench()
        var model: [String: String] = [:]
        for round in 0..<6 {
            let session = try await bench.start()
            if round == 0 {
                try await session.addConnection()
                try await session.addSync()
            }
            if Bool.random(using: &random) {
                let kinds: [Fault.Kind] = [.dropAfterApply, .statusAfterApply(502), .status(429)]
                await bench.checkly.script(
                    Fault(kinds.randomElement(using: &random) ?? .dropAfterApply, times: 3)
                )
            }
            var changes: [String: String?] = [:]
            for number in 0..<12 where Bool.random(using: &random) {
                // So few that the source often goes back to what it had.
                let value = ["1", "2", nil].randomElement(using: &random) ?? nil
                changes.updateValue(value, forKey: "K\(number)")
            }
            try await session.set(changes)
            for (key, value) in changes { model[key] = value }
            await letOthersRun(turns: Int.random(in: 0...300, using: &random))
            if Bool.random(using: &random) { await session.crash() } else { await session.stop() }
        }
        let last = try await bench.start()
        await last.pushed()
        #expect(await bench.values() == model, "\(seed.testDescription)")
        // What is at Checkly is in the ledger, so nothing of it is ever forgotten.
        let written = last.state.current.ledger.written(by: "sync-1").map(\.key)
        #expect(written == model.keys.sorted(), "\(seed.testDescription)")
        await last.stop()
    }
}
