import Projection
import ReadModels
import SyncModel
import TestSupport
import Testing

/// What is kept of all syncs for a state of the log.
@Suite struct SyncConditionsTests {
    private static func report(_ path: String, _ key: String) -> EventBody {
        .secrets(.snapshot(.sample(path), [.sample(key)]))
    }

    /// The syncs `1` and `2` write to one account, and `2` leaves it.
    private static let bodies: [EventBody] = [
        .source(.created(.sample("kms"))),
        .connection(
            .created(.sample("c", apiKey: SealedValueReference(position: Position(1), slot: 0)))
        ),
        .sync(.created(.sample("1", of: .sample("/one")))),
        .sync(.created(.sample("2", of: .sample("/two")))),
        report("/one", "A"), report("/two", "B"),
        .push(.variableWritten(.sample("A", sync: "1"))),
        .push(.variableWritten(.sample("B", sync: "2"))),
        .sync(.paused(syncID: "1", reason: "r")),
        .push(.variableDeleted(.sample("A", sync: "1"))),
        .push(.variableWritten(.sample("C", sync: "1"))),
        .sync(.updated(.sample("2", of: .sample("/two"), to: .account("b")))),
        .push(.variableWritten(.sample("B", sync: "2", account: "b"))),
        .pushing(.held(reason: nil)), .pushing(.released), .sync(.deleted(id: "1")),
    ]

    @Test func `it is what the state says, after every event`() {
        let conditions = SyncConditions { _ in nil }
        var state = State()
        var words: Set<SyncState> = []
        for body in Self.bodies {
            state.take(body)
            // Asked twice, the second time from what is kept.
            for _ in 0..<2 {
                let condition = conditions.condition(in: state)
                let own = conditions.ownWrites(of: Array(state.syncs.values), in: state)
                let waits = conditions.waits(in: state)
                let earliest = waits.values.min()
                #expect(conditions.work(in: state).earliest?.position == earliest)
                let items = conditions.attention(
                    in: state,
                    at: Timestamp(microseconds: 0),
                    refusals: [:]
                )
                #expect(items.contains { $0.code == "held" } == (state.hold != nil))
                for sync in state.syncs.values {
                    #expect(waits[sync.id] == state.earliestUnpushedChange(of: sync))
                    #expect(condition(sync) == state.condition(of: sync, activity: nil))
                    words.insert(condition(sync).state)
                    let place = Ledger.Place(sync.destination)
                    let expected = state.ledger.entries[place]?
                        .filter { $0.value.syncID == sync.id }
                    #expect(own[sync.id] ?? [:] == expected ?? [:])
                }
            }
        }
        #expect(words.isSuperset(of: [.waiting, .queued, .paused, .held]))
    }

    @Test func `a run that goes on is told with its progress`() throws {
        let state = State(folding: Self.bodies)
        let sync = try #require(state.syncs["2"])
        let activity = RunActivity(planned: 3, done: 1)
        let conditions = SyncConditions { _ in activity }
        #expect(
            conditions.condition(in: state)(sync)
                == state.condition(of: sync, activity: activity)
        )
    }

    @Test func `what was said of a wrong state can be forgotten`() throws {
        let wrong = State(folding: Self.bodies)
        let sync = try #require(wrong.syncs["2"])
        let right = wrong.setting(.sample("2", of: .sample("/unknown"), to: .account("b")))
        #expect(wrong.position == right.position)
        let conditions = SyncConditions { _ in nil }
        let before = conditions.condition(in: wrong)(sync)
        #expect(conditions.condition(in: right)(sync) == before)
        conditions.forget()
        let after = conditions.condition(in: right)(try #require(right.syncs["2"]))
        #expect(after != before)
        #expect(after == right.condition(of: try #require(right.syncs["2"]), activity: nil))
    }
}
