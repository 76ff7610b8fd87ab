import Projection
import SyncModel
import Testing

/// What a sync does about a key that another sync gave up while its run was open.
@Suite struct ConflictTests {
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

    /// The state after the second sync's run met a conflict over the first sync's key.
    private static func state(during event: EventBody?) -> State {
        let run = PushRun(id: "run-2", syncID: "2", kind: .push, through: Position(4))
        let problem = PushProblem(code: PushProblem.conflict, message: "K was written by sync 1")
        let secret = SecretEntry(
            key: "K",
            fingerprint: Fingerprint(text: "v"),
            isBlank: false,
            version: nil,
            slot: 0
        )
        let bodies: [EventBody] =
            [
                .sync(.created(sync("1"))), .sync(.created(sync("2"))),
                .sync(.adopted(syncID: "1", destination, keys: ["K"])),
                .secrets(.snapshot(sync("2").folder, [secret])),
                .push(.started(run)),
            ] + [event].compactMap(\.self) + [
                .push(.variableSkipped(variable("2"), problem)),
                .push(.finished(run, .failed(problem, nextTryAt: nil))),
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
        #expect(changed > Position(5))
        #expect(state.pendingRun(of: Self.sync("2")) == .push)
    }

    @Test func `a key that the other sync keeps is not tried again`() {
        let state = Self.state(during: nil)
        #expect(state.lastChange(for: Self.sync("2")) == Position(4))
    }
}
