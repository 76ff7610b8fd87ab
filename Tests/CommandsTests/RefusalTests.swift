import Commands
import Projection
import SyncModel
import Testing

private let path = FolderPath(projectID: "p", environment: "dev", secretPath: "/app")
private let folder = FolderID(source: "s", path: path)
private let admin = Command.Caller(actor: Actor(type: "token", name: "admin"), role: .admin)
private let now = Timestamp(microseconds: 7)
private let problem = PushProblem(code: "refused", message: "Checkly said no.")
private let token = APIToken(name: "ci", role: .auditor, digest: [1], createdAt: now)

private let sync = Sync(
    id: "1",
    name: "n",
    description: nil,
    folder: path,
    sourceName: nil,
    connectionID: "c",
    destination: Destination(accountID: "a", accountName: nil, groupID: nil, groupName: nil),
    options: SyncOptions(initialSyncBehavior: .preserveDestination),
    isAutoSyncEnabled: true,
    createdAt: Timestamp(microseconds: 0),
    updatedAt: Timestamp(microseconds: 0)
)

private let entry = SecretEntry(
    key: "K",
    fingerprint: Fingerprint(text: "fp"),
    isBlank: false,
    version: nil,
    slot: 0
)

private func fold(_ bodies: [EventBody], onto start: State = State()) -> State {
    var state = start
    for body in bodies {
        state.apply(
            RecordedEvent(
                position: state.position.next,
                id: "e",
                recordedAt: Timestamp(microseconds: 0),
                version: body.version,
                source: body.syncID == nil ? "s" : nil,
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

/// A state with one sync that wants the key `K`.
private let ordinary = fold([
    .sync(.created(sync)), .secrets(.changed(path, [.set(entry)])),
    .administration(.tokenCreated(token)),
])

private let held = fold([.pushing(.held(reason: nil))], onto: ordinary)
private let paused = fold([.sync(.paused(syncID: "1", reason: nil))], onto: ordinary)
private let parked = fold(
    [
        .sync(
            .parked(
                syncID: "1",
                ParkedChange(
                    key: "K",
                    fingerprint: entry.fingerprint,
                    position: Position(2),
                    problem: problem
                )
            )
        )
    ],
    onto: ordinary
)

private func unknown(_ source: String) -> FolderID { FolderID(source: source, path: path) }

/// What is refused, and in which words: nothing of it reaches the log.
@Suite struct RefusalTests {
    private static let approval = SyncAction.approve(planID: "1-abc", asOf: nil)

    private static let refused: [(State, Command.Change, CommandRefusal)] = [
        (ordinary, .sync(id: "2", .push), .unknownSync(id: "2")),
        (ordinary, .sync(id: "2", .removeSecrets), .unknownSync(id: "2")),
        (ordinary, .sync(id: "2", .pause(reason: nil)), .unknownSync(id: "2")),
        (ordinary, .sync(id: "2", .resume(reason: nil)), .unknownSync(id: "2")),
        (ordinary, .sync(id: "2", .pin(asOf: Position(1))), .unknownSync(id: "2")),
        (ordinary, .sync(id: "2", .unpin), .unknownSync(id: "2")),
        (ordinary, .sync(id: "2", .adopt(keys: ["K"])), .unknownSync(id: "2")),
        (ordinary, .sync(id: "2", .retry(key: nil)), .unknownSync(id: "2")),
        (ordinary, .sync(id: "2", .skip(key: "K", reason: "r")), .unknownSync(id: "2")),
        (ordinary, .sync(id: "2", approval), .unknownSync(id: "2")),
        (held, .sync(id: "1", .push), .pushingHeld),
        (held, .sync(id: "1", .retry(key: nil)), .pushingHeld),
        (held, .sync(id: "1", approval), .pushingHeld),
        (paused, .sync(id: "1", .push), .syncPaused),
        (paused, .sync(id: "1", .retry(key: nil)), .syncPaused),
        (paused, .sync(id: "1", approval), .syncPaused),
        (ordinary, .sync(id: "1", .retry(key: "K")), .nothingParked(key: "K")),
        (parked, .sync(id: "1", .retry(key: "OTHER")), .nothingParked(key: "OTHER")),
        (ordinary, .sync(id: "1", .skip(key: "K", reason: "r")), .nothingParked(key: "K")),
        (ordinary, .sync(id: "1", .adopt(keys: [])), .noKeys),
        (ordinary, .sync(id: "1", .adopt(keys: ["K", "X", "Y"])), .keysNotDesired(["X", "Y"])),
        (State(), .token(.create(name: "admin", .admin, digest: [2])), .tokenExists(name: "admin")),
        (ordinary, .token(.create(name: "ci", .admin, digest: [2])), .tokenExists(name: "ci")),
        (ordinary, .token(.revoke(name: "x")), .unknownToken(name: "x")),
        (ordinary, .folder(folder, .confirmEmpty), .nothingToConfirm(folder)),
        (ordinary, .folder(unknown("t"), .declareComplete), .unknownFolder(unknown("t"))),
    ]

    @Test(arguments: refused.indices)
    func `a command that the state does not allow is refused`(index: Int) {
        let (state, change, refusal) = Self.refused[index]
        #expect(throws: refusal) { try decide(Command(change, by: admin), in: state, at: now) }
        #expect(!refusal.message.isEmpty && !refusal.hint.isEmpty)
    }

    @Test func `an auditor changes nothing`() {
        let auditor = Command.Caller(actor: Actor(type: "token", name: "ci"), role: .auditor)
        for change in [Command.Change.pushing(.release), .sync(id: "1", .unpin)] {
            #expect(throws: CommandRefusal.roleForbids(.auditor)) {
                try decide(Command(change, by: auditor), in: ordinary, at: now)
            }
        }
    }

    private static let allowed: [(State, Command.Change, [EventBody])] = [
        (ordinary, .pushing(.hold(reason: "r")), [.pushing(.held(reason: "r"))]),
        (held, .pushing(.release), [.pushing(.released)]),
        (ordinary, .pushing(.release), []),
        (ordinary, .sync(id: "1", .push), [.sync(.pushRequested(syncID: "1"))]),
        (
            held, .sync(id: "1", .removeSecrets),
            [.sync(.removalRequested(syncID: "1", deletesSync: false))]
        ),
        (held, .sync(id: "1", .unpin), [.sync(.unpinned(syncID: "1"))]),
        (parked, .sync(id: "1", .retry(key: "K")), [.sync(.retried(syncID: "1", key: "K"))]),
        (
            parked, .sync(id: "1", .skip(key: "K", reason: "r")),
            [
                .sync(
                    .changeSkipped(
                        syncID: "1",
                        SkippedChange(key: "K", fingerprint: entry.fingerprint, reason: "r")
                    )
                )
            ]
        ),
        (
            ordinary, .sync(id: "1", .adopt(keys: ["K"])),
            [.sync(.adopted(syncID: "1", sync.destination, keys: ["K"]))]
        ),
        (ordinary, .sync(id: "1", approval), [.sync(.planApproved(syncID: "1", planID: "1-abc"))]),
        (
            ordinary, .sync(id: "1", .approve(planID: "1-abc@2", asOf: Position(2))),
            [
                .sync(.planApproved(syncID: "1", planID: "1-abc@2")),
                .sync(.pinned(syncID: "1", asOf: Position(2))),
            ]
        ),
        (
            fold([.sync(.pinned(syncID: "1", asOf: Position(2)))], onto: ordinary),
            .sync(id: "1", .approve(planID: "1-abc@2", asOf: Position(2))),
            [.sync(.planApproved(syncID: "1", planID: "1-abc@2"))]
        ),
        (
            State(), .token(.create(name: "ci", .auditor, digest: [1])),
            [.administration(.tokenCreated(token))]
        ),
        (
            ordinary, .token(.revoke(name: "ci")),
            [.administration(.tokenRevoked(name: "ci"))]
        ),
        (ordinary, .folder(folder, .declareComplete), [.folder(.declaredComplete(folder))]),
        (
            fold([.folder(.declaredComplete(folder))], onto: ordinary),
            .folder(folder, .declareComplete), []
        ),
    ]

    @Test(arguments: allowed.indices)
    func `a command that is allowed leads to its events and nothing else`(index: Int) throws {
        let (state, change, events) = Self.allowed[index]
        let decision = try decide(Command(change, by: admin), in: state, at: now)
        #expect(decision.events == events)
    }

    private static let statuses: [(CommandRefusal, CommandRefusal.Status, String)] = [
        (
            .pushingHeld, .badRequest,
            "All pushing is held; release it first (checkly-sync release)"
        ),
        (.syncPaused, .badRequest, "The sync is paused; resume it first"),
        (.unknownSync(id: "2"), .notFound, #"Could not find Checkly Sync with ID "2""#),
        (.nothingParked(key: "K"), .badRequest, #"Nothing is parked for the key "K""#),
        (.noKeys, .unprocessable(member: "keys"), "Expected at least one key"),
        (
            .keysNotDesired(["A", "B"]), .unprocessable(member: "keys"),
            "The source has nothing for A, B"
        ),
        (.excess(problem), .badRequest, "refused: Checkly said no."),
        (.tokenExists(name: "ci"), .badRequest, #"A token with name "ci" exists already"#),
        (.unknownToken(name: "x"), .notFound, #"Could not find token with name "x""#),
        (
            .roleForbids(.auditor), .forbidden,
            #"A token with the role "auditor" may not do this"#
        ),
        (
            .nothingToConfirm(folder), .badRequest,
            #"Nothing of the folder "/app" in environment "dev" waits for a confirmation"#
        ),
        (
            .unknownFolder(folder), .notFound,
            #"Nothing was reported of /app of environment "dev" of project "p" by source "s"; "#
                + "a secrets.snapshot makes it known"
        ),
    ]

    @Test(arguments: statuses.indices)
    func `a refusal keeps its status and its words`(index: Int) {
        let (refusal, status, message) = Self.statuses[index]
        #expect(refusal.status == status)
        #expect(refusal.message == message)
    }
}
