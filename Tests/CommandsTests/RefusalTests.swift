import Commands
import Projection
import Reconciliation
import SyncModel
import Testing

private let approval = SyncAction.approve(
    planID: "1-abc",
    current: CurrentPlan(id: "1-abc", problem: nil)
)

private func update(_ change: (inout SourceUpdate) -> Void) -> SourceAction {
    .update(changed(SourceUpdate(), change))
}

private func adding(_ secret: String) -> SourceAction {
    .addSecret(
        NewSecret(SecretValue(secret), allowsWeak: false, notBefore: nil, notAfter: nil)
    )
}

private func creation(_ isUsed: Bool = false, _ change: (inout NewSync) -> Void) -> SyncCreation {
    SyncCreation(changed(newSync, change), isPlannedIDUsed: isUsed)
}

private func named(_ name: String) -> NewConnection {
    changed(NewConnection()) { $0.name = name }
}

private let unknown = FolderID(source: "t", path: path)
private let strongSecret = "0123456789abcdef0123456789abcdef"

/// The changes that are refused, the state that refuses them, and the refusal.
private let refusedConfiguration: [(State, Command.Change, CommandRefusal)] = [
    (
        ordinary, .createConnection(name: "checkly", description: nil, apiKey: SecretValue("k")),
        .connectionNameTaken("checkly")
    ),
    (ordinary, .connection(id: "x", .update(named("y"))), .unknownConnection(id: "x")),
    (crowded, .connection(id: "d", .update(named("checkly"))), .connectionNameTaken("checkly")),
    (ordinary, .connection(id: "x", .delete), .unknownConnection(id: "x")),
    (ordinary, .connection(id: "c", .delete), .connectionInUse),
    (ordinary, .createSource(changed(newSource) { $0.name = "s" }), .sourceNameTaken("s")),
    (ordinary, .source(name: "x", update { _ in }), .unknownSource(name: "x")),
    (ordinary, .source(name: "x", .delete), .unknownSource(name: "x")),
    (ordinary, .source(name: "x", adding(strongSecret)), .unknownSource(name: "x")),
    (ordinary, .source(name: "x", .removeSecret(id: "w")), .unknownSource(name: "x")),
    (
        ordinary, .source(name: "s", update { $0.payload = .secretEvents }),
        .kmsAccessNeedsNotifications
    ),
    (
        crowded,
        .source(
            name: "full",
            update {
                $0.payload = .secretEvents
                $0.access = .replace(newAccess)
            }
        ),
        .kmsAccessNeedsNotifications
    ),
    (
        ordinary,
        .source(
            name: "s",
            update {
                $0.access = .adjust(holdsEmptiedFolders: nil, allowsInsecureHTTP: false)
            }
        ),
        .insecureKMS(.notEncrypted)
    ),
    (
        crowded,
        .source(
            name: "full",
            update {
                $0.access = .adjust(holdsEmptiedFolders: false, allowsInsecureHTTP: nil)
            }
        ),
        .noKMSAccess
    ),
    (crowded, .source(name: "full", adding(strongSecret)), .tooManySecrets),
    (
        ordinary, .source(name: "s", adding(" ")),
        .unsuitableSecret(
            reason: source.refusals(ofSecret: SecretValue(" "), allowsWeak: false)[0].message
        )
    ),
    (ordinary, .source(name: "s", .removeSecret(id: "x")), .unknownSecret(id: "x")),
    (ordinary, .source(name: "s", .removeSecret(id: "w")), .lastSecret),
    (
        ordinary, .createSync(creation { $0.connectionID = "x" }), .unknownConnection(id: "x")
    ),
    (ordinary, .createSync(creation { $0.sourceName = "x" }), .unknownSource(name: "x")),
    (
        ordinary, .createSync(creation { $0.name = "n" }),
        .syncNameTaken("n", projectID: "p")
    ),
    (ordinary, .createSync(creation { $0.options = nil }), .incompleteSync),
    (ordinary, .createSync(creation { $0.planID = "abc" }), .notAPlanOfANewSync),
    (
        ordinary, .createSync(creation(true) { $0.planID = plannedID + "-abc" }),
        .notAPlanOfANewSync
    ),
    (
        fold([.sync(.created(changed(sync) { $0.id = plannedID }))], onto: ordinary),
        .createSync(creation { $0.planID = plannedID.uppercased() + "-abc" }),
        .notAPlanOfANewSync
    ),
    (ordinary, .sync(id: "2", .update(NewSync())), .unknownSyncToUpdate(id: "2")),
    (
        ordinary, .sync(id: "1", .update(changed(NewSync()) { $0.connectionID = "x" })),
        .unknownConnection(id: "x")
    ),
    (
        ordinary, .sync(id: "1", .update(changed(NewSync()) { $0.sourceName = "x" })),
        .unknownSource(name: "x")
    ),
    (
        crowded, .sync(id: "1", .update(changed(NewSync()) { $0.name = "other" })),
        .syncNameTaken("other", projectID: "p")
    ),
    (ordinary, .sync(id: "2", .delete(removesSecrets: true)), .unknownSync(id: "2")),
]

private let refusedActions: [(State, Command.Change, CommandRefusal)] = [
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
    (
        ordinary,
        .sync(
            id: "1",
            .approve(planID: "1-abc", current: CurrentPlan(id: "1-abd", problem: nil))
        ),
        .problem(.planOutdated)
    ),
    (
        ordinary,
        .sync(
            id: "1",
            .approve(planID: "1-abc", current: CurrentPlan(id: "1-abc", problem: problem))
        ),
        .problem(problem)
    ),
    (ordinary, .sync(id: "1", .retry(key: "K")), .nothingParked(key: "K")),
    (parked, .sync(id: "1", .retry(key: "OTHER")), .nothingParked(key: "OTHER")),
    (ordinary, .sync(id: "1", .skip(key: "K", reason: "r")), .nothingParked(key: "K")),
    (ordinary, .sync(id: "1", .adopt(keys: [])), .noKeys),
    (ordinary, .sync(id: "1", .adopt(keys: ["K", "X", "Y"])), .keysNotDesired(["X", "Y"])),
    (State(), .token(.create(name: "admin", .admin, digest: [2])), .tokenExists(name: "admin")),
    (ordinary, .token(.create(name: "ci", .admin, digest: [2])), .tokenExists(name: "ci")),
    (ordinary, .token(.revoke(name: "x")), .unknownToken(name: "x")),
    (ordinary, .folder(folder, .confirmEmpty), .nothingToConfirm(folder)),
    (ordinary, .folder(unknown, .declareComplete), .unknownFolder(unknown)),
    (
        pinned, .shred(ShredRequest(shreddable, sparesNeededValues: true, in: ordinary)),
        .pinsChanged
    ),
]

private let insecure = KMSAddressError.notEncrypted

/// The refusals with their status and their words, as clients know them.
private let words: [(CommandRefusal, CommandRefusal.Status, String)] = [
    (.roleForbids(.auditor), .forbidden, #"A token with the role "auditor" may not do this"#),
    (.unknownConnection(id: "x"), .notFound, "Could not find App Connection with ID x"),
    (
        .connectionNameTaken("checkly"), .badRequest,
        #"An App Connection with the name "checkly" already exists"#
    ),
    (
        .connectionInUse, .badRequest,
        "Cannot delete App Connection with existing connections. Remove all existing "
            + "connections and try again."
    ),
    (.unknownSource(name: "x"), .notFound, #"Could not find webhook source with name "x""#),
    (
        .sourceNameTaken("s"), .badRequest,
        #"A webhook source with the name "s" already exists"#
    ),
    (.tooManySecrets, .unprocessable(path: ["secret"]), "A source has at most 8 secrets"),
    (.unsuitableSecret(reason: "because"), .unprocessable(path: ["secret"]), "because"),
    (.unknownSecret(id: "x"), .notFound, #"Could not find a secret with ID "x""#),
    (
        .lastSecret, .badRequest, "A source keeps at least one secret; add the new one first"
    ),
    (
        .kmsAccessNeedsNotifications, .unprocessable(path: ["reader"]),
        "A reader is for sources whose payload is 'hanzo-kms'; other deliveries contain values"
    ),
    (.noKMSAccess, .badRequest, "The source has no reader"),
    (
        .insecureKMS(.notEncrypted), .unprocessable(path: ["reader", "allowInsecureHttp"]),
        "\(insecure.code): \(insecure.message) (\(insecure.hint))"
    ),
    (.unknownSync(id: "2"), .notFound, #"Could not find Checkly Sync with ID "2""#),
    (.unknownSyncToUpdate(id: "2"), .notFound, "Could not find Checkly Sync with ID 2"),
    (
        .syncNameTaken("n", projectID: "p"), .badRequest,
        #"A Secret Sync with the name "n" already exists for the project with ID "p""#
    ),
    (.incompleteSync, .unprocessable(path: ["body"]), "Required"),
    (
        .notAPlanOfANewSync, .unprocessable(path: ["planId"]),
        "Expected the id of a plan made for this sync before it is there"
    ),
    (
        .pushingHeld, .badRequest,
        "All pushing is held; release it first (checkly-sync release)"
    ),
    (.syncPaused, .badRequest, "The sync is paused; resume it first"),
    (.nothingParked(key: "K"), .badRequest, #"Nothing is parked for the key "K""#),
    (.noKeys, .unprocessable(path: ["keys"]), "Expected at least one key"),
    (
        .keysNotDesired(["X", "Y"]), .unprocessable(path: ["keys"]),
        "The source has nothing for X, Y"
    ),
    (.problem(problem), .badRequest, "refused: Checkly said no."),
    (
        .problem(.planOutdated), .badRequest,
        "\(PushProblem.planOutdated.code): \(PushProblem.planOutdated.message)"
    ),
    (.tokenExists(name: "ci"), .badRequest, #"A token with name "ci" exists already"#),
    (.unknownToken(name: "x"), .notFound, #"Could not find token with name "x""#),
    (
        .nothingToConfirm(folder), .badRequest,
        #"Nothing of the folder "/app" in environment "dev" waits for a confirmation"#
    ),
    (
        .unknownFolder(unknown), .notFound,
        #"Nothing was reported of /app of environment "dev" of project "p" by source "t"; "#
            + "a secrets.snapshot makes it known"
    ),
    (
        .pinsChanged, .unavailable,
        "The event could not be made: a sync was pinned or unpinned while values were looked "
            + "for; ask again."
    ),
]

/// What is refused, and in which words: nothing of it reaches the log.
@Suite struct RefusalTests {
    private static let refused = refusedConfiguration + refusedActions

    @Test(arguments: refused.indices)
    func `a command that the state does not allow is refused`(index: Int) {
        let (state, change, refusal) = Self.refused[index]
        #expect(throws: refusal) { try decided(change, in: state) }
    }

    @Test(arguments: refused.indices)
    func `the words of each refusal are known`(index: Int) {
        let refusal = Self.refused[index].2
        #expect(words.contains { $0.0.code == refusal.code && $0.1 == refusal.status })
        #expect(!refusal.message.isEmpty && !refusal.hint.isEmpty)
    }

    @Test(arguments: words.indices)
    func `a refusal keeps its status and its words`(index: Int) {
        let (refusal, status, message) = words[index]
        #expect(refusal.status == status)
        #expect(refusal.message == message)
    }

    private static let refusedApprovals: [(State, String, String, CommandRefusal)] = [
        (ordinary, "2", "2-abc", .unknownSync(id: "2")),
        (held, "1", "1-abc", .pushingHeld),
        (paused, "1", "1-abc", .syncPaused),
        (ordinary, "1", "1-abc@6", .problem(.planOutdated)),
    ]

    @Test(arguments: refusedApprovals.indices)
    func `an approval is refused before Checkly is asked`(index: Int) throws {
        let (state, id, planID, refusal) = Self.refusedApprovals[index]
        #expect(throws: refusal) { try state.refuseApproval(ofPlan: planID, ofSync: id) }
        try ordinary.refuseApproval(ofPlan: "1-abc@5", ofSync: "1")
    }

    @Test func `a refusal because of pins is shown as an event that was not made`() {
        let refusal = CommandRefusal.pinsChanged
        #expect(refusal.code == "event-not-made")
        #expect(refusal.hint == "Run `checkly-sync doctor`.")
    }

    @Test(arguments: refused.indices)
    func `an auditor changes nothing`(index: Int) {
        let (state, change, _) = Self.refused[index]
        #expect(throws: CommandRefusal.roleForbids(.auditor)) {
            try decided(change, in: state, by: auditor)
        }
    }

    @Test func `an auditor may export, which is recorded, and reveals nothing`() throws {
        let export = LogExport(after: .beforeFirst, through: Position(3), format: "csv")
        let decision = try decided(.disclosure(.export(export)), in: ordinary, by: auditor)
        #expect(decision.bodies == [.administration(.logExported(export))])
        let values = ValuesRevealed(purpose: "p", positions: [Position(2)])
        #expect(throws: CommandRefusal.roleForbids(.auditor)) {
            try decided(.disclosure(.reveal(values)), in: ordinary, by: auditor)
        }
    }
}
