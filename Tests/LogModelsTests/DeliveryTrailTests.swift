import LogModels
import Projection
import SyncModel
import TestSupport
import Testing

/// What became of one delivery, told from events alone.
@Suite struct DeliveryTrailTests {
    private static let path = FolderPath.sample()
    private static let problem = PushProblem(code: "refused", message: "Checkly said no.")

    private static let sync = Sync.sample(
        "1",
        of: path,
        to: Destination.account("a"),
        options: SyncOptions(initialSyncBehavior: .preserveDestination)
    )

    private static let run = PushRun(id: "r", syncID: "1", kind: .push, through: Position(2))

    private static let delivered = EventBody.secrets(
        .changed(
            path,
            [
                .set(
                    SecretEntry.sample("K", "fp")
                )
            ]
        )
    )

    private static func event(_ position: Int, _ body: EventBody) -> RecordedEvent {
        RecordedEvent.sample(Int64(position), body, source: body.syncID == nil ? "s" : nil)
    }

    /// The trail of a delivery at position 2, with what its sync recorded behind it.
    private static func trail(_ later: [EventBody], sync: Sync = sync) -> DeliveryTrail {
        let bodies: [EventBody] = [.sync(.created(sync)), delivered] + later
        var state = State()
        var runs: [DeliveryTrail.Run] = []
        for (index, body) in bodies.enumerated() {
            let event = event(index + 1, body)
            state.apply(event)
            runs.take(event, carrying: Position(2), limit: 2)
        }
        return DeliveryTrail(
            of: RecordedDelivery(events: [event(2, delivered)]),
            observations: [],
            state: state
        ) { _, _ in runs }
    }

    private static let cases: [(later: [EventBody], outcome: String, isSettled: Bool)] = [
        ([], "waiting", false),
        ([.push(.started(run))], "running", false),
        ([.push(.started(run)), .push(.finished(run, .succeeded))], "pushed", true),
        (
            [
                .push(.started(run)),
                .push(.finished(run, .failed(problem, nextTryAt: nil))),
            ], "failed", true
        ),
        (
            [
                .push(.started(run)),
                .push(
                    .finished(run, .failed(problem, nextTryAt: Timestamp(microseconds: 9)))
                ),
            ], "failed", false
        ),
        ([.sync(.paused(syncID: "1", reason: nil))], "held", true),
    ]

    @Test(arguments: cases.indices)
    func `one word tells how a delivery fared`(index: Int) {
        let (later, outcome, isSettled) = Self.cases[index]
        let trail = Self.trail(later)
        #expect(trail.outcome == outcome)
        #expect(trail.isSettled == isSettled)
    }

    @Test func `a folder that no sync is about leads nowhere`() {
        var other = Self.sync
        other.folder = FolderPath.sample("/other")
        #expect(Self.trail([], sync: other).outcome == "no-sync")
    }

    @Test func `of many runs the first are kept, and those that carry less are none of them`() {
        let early = PushRun(id: "early", syncID: "1", kind: .push, through: Position(1))
        var runs: [DeliveryTrail.Run] = []
        let bodies: [EventBody] =
            [.push(.started(early))]
            + ["a", "b", "c"]
            .map {
                .push(
                    .started(PushRun(id: $0, syncID: "1", kind: .push, through: Position(5)))
                )
            }
        for (index, body) in bodies.enumerated() {
            runs.take(Self.event(index + 6, body), carrying: Position(2), limit: 2)
        }
        #expect(runs.map(\.run.id) == ["a", "b"])
    }
}
