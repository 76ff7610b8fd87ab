import EventLog
import Encodings
import Foundation
import SQLiteStore
import SyncModel
import TestSupport
import Testing

/// A server that is killed, again and again.
@Suite(.timeLimit(.minutes(10))) struct KillingTests {
    @Test(arguments: Seed.fresh())
    func `killed at any moment it loses no answered delivery and repeats none`(
        seed: Seed
    ) async throws {
        var random = SeededGenerator(seed)
        let rounds = 50
        let bench = try await Workbench()
        var answered: [String: Int64] = [:]
        var next = 0
        // What got no answer is sent again in the next round, as a sender would.
        var unanswered: [Int] = []
        var interrupted = 0
        for round in 0..<rounds {
            let server = try await bench.start()
            if round == 0 { _ = try await bench.setUp(server) }
            // The kill falls into a stream of deliveries, each time at another place.
            let numbers = unanswered + Array(next..<next + 24)
            next += 24
            interrupted += unanswered.count
            unanswered = []
            let killAfter = Int.random(in: 1...20, using: &random)
            try await withThrowingTaskGroup(of: (Int, Int64?).self) { group in
                for number in numbers {
                    group.addTask {
                        let id = "e\(number)"
                        let result = try await bench.deliver(
                            id: id,
                            [Workbench.set("K\(number % 7)", "v\(number)")],
                            to: server
                        )
                        let isAnswered = result?.status == 202
                        return (number, isAnswered ? result?.answer["position"]?.integer : nil)
                    }
                }
                var count = 0
                for try await (number, position) in group {
                    count += 1
                    if count == killAfter { await server.kill() }
                    if let position {
                        answered["e\(number)"] = position
                    } else {
                        unanswered.append(number)
                    }
                }
            }
        }
        let last = try await bench.start()
        for number in unanswered {
            let change = Workbench.set("K\(number % 7)", "v\(number)")
            let result = try await bench.deliver(id: "e\(number)", [change], to: last)
            answered["e\(number)"] = try #require(result?.answer["position"]?.integer)
        }
        #expect(await last.stop() == 0)
        let reader = try EventReader.open(directory: bench.data)
        var found: [String: Int64] = [:]
        try reader.forEach(after: .beforeFirst) { event in
            guard let id = event.deliveryID else { return }
            #expect(found[id] == nil, "\(id) is recorded twice")
            found[id] = event.position.number
        }
        #expect(answered.count == next)
        #expect(interrupted > 0, "no kill fell into a delivery")
        for (id, position) in answered { #expect(found[id] == position, "\(id) is lost") }
    }
}
