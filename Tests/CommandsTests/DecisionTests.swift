import Commands
import Projection
import SyncModel
import Testing

private func approval(_ planID: String) -> Command.Change {
    .sync(id: "1", .approve(planID: planID, current: CurrentPlan(id: planID, problem: nil)))
}

private let completed = fold([.folder(.declaredComplete(folder))], onto: ordinary)

private let actions: [(State, Command.Change, [EventBody])] = [
    (ordinary, .pushing(.hold(reason: "r")), [.pushing(.held(reason: "r"))]),
    (held, .pushing(.release), [.pushing(.released)]),
    (ordinary, .pushing(.release), []),
    (crowded, .connection(id: "d", .delete), [.connection(.deleted(id: "d"))]),
    (ordinary, .source(name: "s", .delete), [.source(.deleted(name: "s"))]),
    (
        crowded, .source(name: "full", .removeSecret(id: "w8")),
        [
            .source(
                .updated(
                    changed(source) {
                        $0.name = "full"
                        $0.kmsAccess = nil
                        $0.secrets = (1...7).map { secret("w\($0)") }
                        $0.updatedAt = now
                    }
                )
            )
        ]
    ),
    (ordinary, .sync(id: "1", .push), [.sync(.pushRequested(syncID: "1"))]),
    (
        held, .sync(id: "1", .removeSecrets),
        [.sync(.removalRequested(syncID: "1", deletesSync: false))]
    ),
    (
        held, .sync(id: "1", .delete(removesSecrets: true)),
        [.sync(.removalRequested(syncID: "1", deletesSync: true))]
    ),
    (ordinary, .sync(id: "1", .delete(removesSecrets: false)), [.sync(.deleted(id: "1"))]),
    (
        paused, .sync(id: "1", .pause(reason: "r")),
        [.sync(.paused(syncID: "1", reason: "r"))]
    ),
    (paused, .sync(id: "1", .resume(reason: nil)), [.sync(.resumed(syncID: "1", reason: nil))]),
    (
        held, .sync(id: "1", .pin(asOf: Position(2))),
        [.sync(.pinned(syncID: "1", asOf: Position(2)))]
    ),
    (held, .sync(id: "1", .unpin), [.sync(.unpinned(syncID: "1"))]),
    (parked, .sync(id: "1", .retry(key: "K")), [.sync(.retried(syncID: "1", key: "K"))]),
    (ordinary, .sync(id: "1", .retry(key: nil)), [.sync(.retried(syncID: "1", key: nil))]),
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
    (ordinary, approval("1-abc"), [.sync(.planApproved(syncID: "1", planID: "1-abc"))]),
    (
        ordinary, approval("1-abc@2"),
        [
            .sync(.planApproved(syncID: "1", planID: "1-abc@2")),
            .sync(.pinned(syncID: "1", asOf: Position(2))),
        ]
    ),
    (
        pinned, approval("1-abc@2"),
        [.sync(.planApproved(syncID: "1", planID: "1-abc@2"))]
    ),
    (
        State(), .token(.create(name: "ci", .auditor, digest: [1])),
        [.administration(.tokenCreated(token))]
    ),
    (ordinary, .token(.revoke(name: "ci")), [.administration(.tokenRevoked(name: "ci"))]),
    (ordinary, .folder(folder, .declareComplete), [.folder(.declaredComplete(folder))]),
    (completed, .folder(folder, .declareComplete), []),
]

/// What commands lead to.
@Suite struct DecisionTests {
    @Test(arguments: actions.indices)
    func `a command that is allowed leads to its events and nothing else`(index: Int) throws {
        let (state, change, events) = actions[index]
        let decision = try decided(change, in: state)
        #expect(decision.bodies == events)
        #expect(decision.sealed.isEmpty)
    }

    @Test func `a new sync is created in one append with what is to hold it back`() throws {
        var new = newSync
        new.pause = NewSync.Pause()
        new.pause?.reason = "r"
        new.planID = plannedID.uppercased() + "-abc"
        let creation = SyncCreation(new, isPlannedIDUsed: false)
        let decision = try decided(.createSync(creation), in: ordinary)
        let created = changed(sync) {
            $0.id = plannedID
            $0.name = "other"
            $0.createdAt = now
            $0.updatedAt = now
        }
        #expect(
            decision.bodies == [
                .sync(.created(created)),
                .sync(.paused(syncID: plannedID, reason: "r")),
                .sync(.consentRequired(syncID: plannedID)),
                .sync(.planApproved(syncID: plannedID, planID: plannedID.uppercased() + "-abc")),
            ]
        )
    }

    @Test func `an update of a sync keeps what it does not name`() throws {
        let new = changed(NewSync()) {
            $0.description = "d"
            $0.environment = "prod"
            $0.consent = .required
        }
        let updated = changed(sync) {
            $0.description = "d"
            $0.folder = FolderPath(projectID: "p", environment: "prod", secretPath: "/app")
            $0.updatedAt = now
        }
        #expect(
            try decided(.sync(id: "1", .update(new)), in: ordinary).bodies
                == [.sync(.updated(updated)), .sync(.consentRequired(syncID: "1"))]
        )
    }

    @Test func `an account id recorded in capitals stays as it is recorded`() throws {
        let recorded = changed(sync) { $0.destination.accountID = plannedID.uppercased() }
        let state = fold([.sync(.updated(recorded))], onto: ordinary)
        let new = changed(NewSync()) {
            $0.destination = changed(sync.destination) { $0.accountID = plannedID }
        }
        let updated = changed(recorded) { $0.updatedAt = now }
        let decision = try decided(.sync(id: "1", .update(new)), in: state)
        #expect(decision.bodies == [.sync(.updated(updated))])
    }

    @Test func `confirming an empty folder names the folder's source`() throws {
        let emptiness = HeldEmptiness(
            cause: .notified,
            through: Position(2),
            emptied: [path],
            keyCount: 1
        )
        let state = fold([.folder(.emptiedHeld(path, emptiness))], onto: ordinary)
        let decision = try decided(.folder(folder, .confirmEmpty), in: state)
        #expect(decision.bodies == [.folder(.emptiedConfirmed(path))])
        #expect(decision.source == "s")
    }
}
