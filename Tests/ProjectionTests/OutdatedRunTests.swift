import Projection
import SyncModel
import TestSupport
import Testing

/// Changes while a run is open: the failure of the run says nothing about them.
@Suite struct OutdatedRunTests {
    private static let destination = Destination.account("a")

    private static func sync(_ id: String) -> Sync {
        Sync.sample(id, of: FolderPath.sample("/\(id)"), to: destination)
    }

    private static func variable(_ syncID: String) -> PushedVariable {
        PushedVariable.sample(
            "K",
            sync: syncID,
            run: "run-\(syncID)",
            account: destination.accountID
        )
    }

    private static func connection(keySetAt position: Int64) -> Connection {
        Connection.sample("c", apiKey: SealedValueReference(position: Position(position), slot: 0))
    }

    private static let conflict = PushProblem(
        code: PushProblem.conflict,
        message: "K was written by sync 1"
    )

    /// The state after the second sync's run failed, with another event while it was open.
    private static func state(
        during event: EventBody?,
        failure: [EventBody] = [.push(.variableSkipped(variable("2"), conflict))],
        _ problem: PushProblem = conflict
    ) -> State {
        let run = PushRun(id: "run-2", syncID: "2", kind: .push, through: Position(5))
        let secret = SecretEntry.sample("K", "v")
        let bodies: [EventBody] =
            [
                .connection(.created(connection(keySetAt: 1))),
                .sync(.created(sync("1"))), .sync(.created(sync("2"))),
                .sync(.adopted(syncID: "1", destination, keys: ["K"])),
                .secrets(.snapshot(sync("2").folder, [secret])),
                .push(.started(run)),
            ] + [event].compactMap(\.self) + failure + [
                .push(.finished(run, .failed(problem, nextTryAt: nil)))
            ]
        return State(folding: bodies)
    }

    @Test(arguments: [
        EventBody.sync(.deleted(id: "1")), .push(.variableDeleted(variable("1"))),
        .sync(.adopted(syncID: "2", destination, keys: ["K"])),
    ])
    func `a key given up while a run is open is tried again`(givenUp: EventBody) throws {
        let state = Self.state(during: givenUp)
        let changed = try #require(state.lastChange(for: Self.sync("2")))
        #expect(changed > Position(6))
        #expect(state.pendingRun(of: Self.sync("2")) == .push)
    }

    /// The state after the first sync wrote a key that the second adopted before or after the first
    /// said that it would write it.
    private static func state(adoptedLate: Bool, _ outcome: PushOutcome) -> State {
        let run = PushRun(id: "run-1", syncID: "1", kind: .push, through: Position(6))
        let written = WrittenValue(
            place: SealedValueReference(position: Position(4), slot: 0),
            name: .secret("K", in: FolderID(source: "s", path: sync("1").folder))
        )
        let attempt = EventBody.push(
            .attempted(
                PushAttempt(
                    runID: run.id,
                    syncID: "1",
                    connectionID: "c",
                    destination: destination,
                    writes: [PushAttempt.Write(key: "K", value: written, isNew: true)]
                )
            )
        )
        let adoption = EventBody.sync(.adopted(syncID: "2", destination, keys: ["K"]))
        return State(
            folding: [
                .connection(.created(connection(keySetAt: 1))),
                .sync(.created(sync("1"))), .sync(.created(sync("2"))),
                .secrets(.snapshot(sync("1").folder, [SecretEntry.sample("K", "v")])),
                .secrets(.snapshot(sync("2").folder, [SecretEntry.sample("K", "w")])),
                .push(.started(run)),
            ] + (adoptedLate ? [attempt, adoption] : [adoption, attempt]) + [
                .push(.variableWritten(variable("1"))), .push(.finished(run, outcome)),
            ]
        )
    }

    @Test(
        arguments: [true, false],
        [PushOutcome.succeeded, .failed(PushProblem(code: "c", message: ""), nextTryAt: nil)]
    )
    func `a key adopted while another sync's write is under way stays adopted`(
        adoptedLate: Bool,
        outcome: PushOutcome
    ) throws {
        let state = Self.state(adoptedLate: adoptedLate, outcome)
        let entry = try #require(state.ledger.entry("K", at: Ledger.Place(Self.destination)))
        #expect(entry.syncID == "2")
        // What stands at Checkly is the other sync's value, so the owner has to write its own.
        #expect(entry.fingerprint == nil)
        #expect(state.pendingRun(of: Self.sync("2")) == .push)
        #expect(state.statuses["2"]?.failedKeys == [:])
        #expect(state.statuses["1"]?.failedKeys["K"]?.problem.code == PushProblem.conflict)
        #expect(state.statuses["1"]?.status == .failed)
    }

    @Test func `a key that the other sync keeps is not tried again`() {
        let state = Self.state(during: nil)
        #expect(state.lastChange(for: Self.sync("2")) == Position(5))
    }

    @Test(
        arguments: [
            PushProblem(code: PushProblem.credentialsRejected, message: "", cause: .credentials),
            PushProblem(code: PushProblem.destinationMissing, message: ""),
        ],
        [
            EventBody.connection(.updated(connection(keySetAt: 7))), .sync(.updated(sync("2"))),
            .sync(.pushRequested(syncID: "2")),
        ]
    )
    func `what was corrected while a run was open waits for nobody`(
        problem: PushProblem,
        correction: EventBody
    ) {
        let whole = ParkedChange(
            key: nil,
            fingerprint: nil,
            position: Position(5),
            problem: problem
        )
        let failure = [EventBody.sync(.parked(syncID: "2", whole))]
        let corrected = Self.state(during: correction, failure: failure, problem)
        #expect(corrected.pendingRun(of: Self.sync("2")) == .push)
        #expect(corrected.refusedConnections.isEmpty)
        let failed = Self.state(during: nil, failure: failure, problem)
        #expect(failed.pendingRun(of: Self.sync("2")) == nil)
        #expect(failed.waitsForSomebody(Self.sync("2")))
    }
}
