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
