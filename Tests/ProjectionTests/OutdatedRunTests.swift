import Projection
import SyncModel
import Testing

/// Changes while a run is open: the failure of the run says nothing about them.
@Suite struct OutdatedRunTests {
    private static let destination = Destination(
        accountID: "a",
        accountName: nil,
        groupID: nil,
        groupName: nil
    )

    private static func sync(_ id: String) -> Sync {
        Sync(
            id: id,
            name: id,
            description: nil,
            folder: FolderPath(projectID: "p", environment: "dev", secretPath: "/\(id)"),
            sourceName: nil,
            connectionID: "c",
            destination: destination,
            options: SyncOptions(),
            isAutoSyncEnabled: true,
            createdAt: Timestamp(microseconds: 0),
            updatedAt: Timestamp(microseconds: 0)
        )
    }

    private static func variable(_ syncID: String) -> PushedVariable {
        PushedVariable(
            runID: "run-\(syncID)",
            syncID: syncID,
            accountID: destination.accountID,
            groupID: nil,
            key: "K",
            fingerprint: nil
        )
    }

    private static func connection(keySetAt position: Int64) -> Connection {
        Connection(
            id: "c",
            name: "c",
            description: nil,
            apiKey: SealedValueReference(position: Position(position), slot: 0),
            createdAt: Timestamp(microseconds: 0),
            updatedAt: Timestamp(microseconds: 0)
        )
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
        let secret = SecretEntry(
            key: "K",
            fingerprint: Fingerprint(text: "v"),
            isBlank: false,
            version: nil,
            slot: 0
        )
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
        var state = State()
        for (index, body) in bodies.enumerated() {
            state.apply(
                RecordedEvent(
                    position: Position(Int64(index + 1)),
                    id: "\(index)",
                    recordedAt: Timestamp(microseconds: Int64(index)),
                    version: 1,
                    source: "s",
                    deliveryIdentity: nil,
                    deliveryID: nil,
                    actor: nil,
                    body: body,
                    ciphertextDigests: []
                )
            )
        }
        return state
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
