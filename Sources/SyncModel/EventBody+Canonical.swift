package import Encodings

extension EventBody {
    /// The version of the form that `data` writes, for every type but those that `version` names.
    package static let currentVersion: Int64 = 1

    /// The version that is written with the event.
    ///
    /// A `secrets.snapshot` has 2: from then on it ends the counts of the keys that are deleted by then. Its data is as
    /// it was, and those of version 1 in older logs mean what they meant.
    package var version: Int64 {
        if case .secretsSnapshot = self { return 2 }
        return Self.currentVersion
    }

    /// The event's data; values appear as fingerprints only.
    package var data: CanonicalValue {
        switch self {
        case .sourceCreated(let source), .sourceUpdated(let source): source.canonical
        case .sourceDeleted(let name): .record(["name": .text(name)])
        case .connectionCreated(let connection), .connectionUpdated(let connection):
            connection.canonical
        case .syncCreated(let sync), .syncUpdated(let sync): sync.canonical
        case .connectionDeleted(let id), .syncDeleted(let id): .record(["id": .text(id)])
        case .syncPushRequested(let id): .record(["syncId": .text(id)])
        case .syncRemovalRequested(let id, let deletesSync):
            .record(["syncId": .text(id), "deletesSync": .bool(deletesSync)])
        case .syncPlanApproved(let id, let planID):
            .record(["syncId": .text(id), "planId": .text(planID)])
        case .syncPlanRefused(let id, let planID, let problem):
            .record([
                "syncId": .text(id), "planId": .text(planID), "problem": problem.canonical,
            ])
        case .syncAdopted(let id, let destination, let keys):
            .record([
                "syncId": .text(id), "destination": destination.canonical,
                "keys": .list(keys.map(CanonicalValue.text)),
            ])
        case .syncPaused(let id, let reason), .syncResumed(let id, let reason):
            .record(["syncId": .text(id), "reason": .optional(reason)])
        case .syncPinned(let id, let asOf):
            .record(["syncId": .text(id), "asOf": .integer(asOf.number)])
        case .syncUnpinned(let id): .record(["syncId": .text(id)])
        case .syncConsentRequired(let id): .record(["syncId": .text(id)])
        case .syncConsentGiven(let id, let planID, let keys):
            .record([
                "syncId": .text(id), "planId": .text(planID),
                "keys": .list(keys.map(CanonicalValue.text)),
            ])
        case .syncParked(let id, let change): change.canonical.adding(["syncId": .text(id)])
        case .syncRetried(let id, let key):
            .record(["syncId": .text(id), "key": .optional(key)])
        case .syncChangeSkipped(let id, let change):
            change.canonical.adding(["syncId": .text(id)])
        case .secretsChanged(let folder, let changes, let leftOut):
            folder.canonical.adding(["changes": .list(changes.map(\.canonical))])
                .adding(.record(["leftOut": .leftOut(leftOut)]))
        case .secretsSnapshot(let folder, let secrets, let leftOut):
            folder.canonical.adding(["secrets": .list(secrets.map(\.canonical))])
                .adding(.record(["leftOut": .leftOut(leftOut)]))
        case .secretsImports(let folder, let imports):
            folder.canonical.adding(["imports": .list(imports.map(\.canonical))])
        case .folderDeclaredComplete(let folder): folder.canonical
        case .sourceNotified(let folder, let environmentName):
            environmentName.map { folder.canonical.adding(["environmentName": .text($0)]) }
                ?? folder.canonical
        case .folderObserved(let folder, let observation):
            folder.canonical.adding(observation.canonical)
        case .sourceReadFailed(let folder, let failure):
            folder.canonical.adding(failure.canonical)
        case .folderEmptiedHeld(let folder, let held): folder.canonical.adding(held.canonical)
        case .folderEmptiedConfirmed(let folder): folder.canonical
        case .deliveryIgnored(let type, let reason):
            .record(["type": .text(type), "reason": .text(reason)])
        case .deliveryMalformed(let reason): .record(["reason": .text(reason)])
        case .deliveryDiffered(let first): .record(["first": .integer(first.number)])
        case .pushStarted(let run): run.canonical
        case .pushAttempted(let attempt): attempt.canonical
        case .pushVariableWritten(let variable), .pushVariableDeleted(let variable):
            variable.canonical
        case .pushVariableFailed(let variable, let problem),
            .pushVariableSkipped(let variable, let problem):
            variable.canonical.adding(["problem": problem.canonical])
        case .pushFinished(let run, let outcome):
            switch outcome {
            case .succeeded: run.canonical.adding(["outcome": .text("succeeded")])
            case .failed(let problem, let nextTryAt):
                run.canonical.adding(["outcome": .text("failed"), "problem": problem.canonical])
                    .adding(nextTryAt.map { ["nextTryAt": .integer($0.microseconds)] } ?? [:])
            }
        case .driftDetected(let id, let destination, let drifts):
            .record([
                "syncId": .text(id), "destination": destination.canonical,
                "drifts": .list(drifts.map(\.canonical)),
            ])
        case .pushingHeld(let reason): .record(["reason": .optional(reason)])
        case .pushingReleased: .record([:])
        case .logRestored(let through): .record(["through": .integer(through.number)])
        case .valuesShredded(let shredded): shredded.canonical
        case .valuesRevealed(let revealed): revealed.canonical
        case .logExported(let export): export.canonical
        case .keyRotated(let rotation): rotation.canonical
        case .tokenCreated(let token): token.canonical
        case .tokenRevoked(let name): .record(["name": .text(name)])
        }
    }

    /// Reads an event's data back.
    ///
    /// - Throws: `CanonicalError` for an unknown type or version, or data of another form.
    package init(
        type: String,
        version: Int64,
        data: CanonicalValue
    ) throws(CanonicalError) {
        guard version == Self.currentVersion || (type == "secrets.snapshot" && version == 2) else {
            throw .wrongKind(member: "version")
        }
        switch type {
        case "source.created": self = .sourceCreated(try WebhookSource(canonical: data))
        case "source.updated": self = .sourceUpdated(try WebhookSource(canonical: data))
        case "source.deleted": self = .sourceDeleted(name: try data.text("name"))
        case "connection.created": self = .connectionCreated(try Connection(canonical: data))
        case "connection.updated": self = .connectionUpdated(try Connection(canonical: data))
        case "connection.deleted": self = .connectionDeleted(id: try data.text("id"))
        case "sync.created": self = .syncCreated(try Sync(canonical: data))
        case "sync.updated": self = .syncUpdated(try Sync(canonical: data))
        case "sync.deleted": self = .syncDeleted(id: try data.text("id"))
        case "sync.push-requested": self = .syncPushRequested(syncID: try data.text("syncId"))
        case "sync.removal-requested":
            self = .syncRemovalRequested(
                syncID: try data.text("syncId"),
                deletesSync: try data.bool("deletesSync")
            )
        case "sync.plan-approved":
            self = .syncPlanApproved(
                syncID: try data.text("syncId"),
                planID: try data.text("planId")
            )
        case "sync.plan-refused":
            self = .syncPlanRefused(
                syncID: try data.text("syncId"),
                planID: try data.text("planId"),
                try data.value("problem")
            )
        case "sync.adopted":
            self = .syncAdopted(
                syncID: try data.text("syncId"),
                try data.value("destination"),
                keys: try data.texts("keys")
            )
        case "sync.paused":
            self = .syncPaused(
                syncID: try data.text("syncId"),
                reason: try data.optionalText("reason")
            )
        case "sync.resumed":
            self = .syncResumed(
                syncID: try data.text("syncId"),
                reason: try data.optionalText("reason")
            )
        case "sync.pinned":
            self = .syncPinned(
                syncID: try data.text("syncId"),
                asOf: Position(try data.integer("asOf"))
            )
        case "sync.unpinned": self = .syncUnpinned(syncID: try data.text("syncId"))
        case "sync.consent-required":
            self = .syncConsentRequired(syncID: try data.text("syncId"))
        case "sync.consent-given":
            self = .syncConsentGiven(
                syncID: try data.text("syncId"),
                planID: try data.text("planId"),
                keys: try data.texts("keys")
            )
        case "sync.parked":
            self = .syncParked(syncID: try data.text("syncId"), try ParkedChange(canonical: data))
        case "sync.retried":
            self = .syncRetried(
                syncID: try data.text("syncId"),
                key: try data.optionalText("key")
            )
        case "sync.change-skipped":
            self = .syncChangeSkipped(
                syncID: try data.text("syncId"),
                try SkippedChange(canonical: data)
            )
        case "secrets.changed":
            self = .secretsChanged(
                try FolderPath(canonical: data),
                try data.values("changes"),
                leftOut: try data.leftOut()
            )
        case "secrets.snapshot":
            self = .secretsSnapshot(
                try FolderPath(canonical: data),
                try data.values("secrets"),
                leftOut: try data.leftOut()
            )
        case "secrets.imports":
            self = .secretsImports(try FolderPath(canonical: data), try data.values("imports"))
        case "folder.declared-complete":
            self = .folderDeclaredComplete(try FolderID(canonical: data))
        case "source.notified":
            self = .sourceNotified(
                try FolderPath(canonical: data),
                environmentName: try data.optionalText("environmentName")
            )
        case "folder.observed":
            self = .folderObserved(
                try FolderPath(canonical: data),
                try FolderObservation(canonical: data)
            )
        case "source.read-failed":
            self = .sourceReadFailed(
                try FolderPath(canonical: data),
                try ReadFailure(canonical: data)
            )
        case "folder.emptied-held":
            self = .folderEmptiedHeld(
                try FolderPath(canonical: data),
                try HeldEmptiness(canonical: data)
            )
        case "folder.emptied-confirmed":
            self = .folderEmptiedConfirmed(try FolderPath(canonical: data))
        case "delivery.ignored":
            self = .deliveryIgnored(type: try data.text("type"), reason: try data.text("reason"))
        case "delivery.malformed": self = .deliveryMalformed(reason: try data.text("reason"))
        case "delivery.differed":
            self = .deliveryDiffered(first: Position(try data.integer("first")))
        default: try self.init(pushType: type, data: data)
        }
    }

    private init(pushType type: String, data: CanonicalValue) throws(CanonicalError) {
        switch type {
        case "push.started": self = .pushStarted(try PushRun(canonical: data))
        case "push.attempted": self = .pushAttempted(try PushAttempt(canonical: data))
        case "push.variable-written":
            self = .pushVariableWritten(try PushedVariable(canonical: data))
        case "push.variable-deleted":
            self = .pushVariableDeleted(try PushedVariable(canonical: data))
        case "push.variable-failed":
            self = .pushVariableFailed(
                try PushedVariable(canonical: data),
                try data.value("problem")
            )
        case "push.variable-skipped":
            self = .pushVariableSkipped(
                try PushedVariable(canonical: data),
                try data.value("problem")
            )
        case "push.finished":
            let outcome: PushOutcome =
                try data.text("outcome") == "succeeded"
                ? .succeeded
                : .failed(
                    try data.value("problem"),
                    nextTryAt: try data.optionalInteger("nextTryAt")
                        .map(Timestamp.init(microseconds:))
                )
            self = .pushFinished(try PushRun(canonical: data), outcome)
        case "drift.detected":
            self = .driftDetected(
                syncID: try data.text("syncId"),
                try data.value("destination"),
                try data.values("drifts")
            )
        default: try self.init(administrationType: type, data: data)
        }
    }

    private init(administrationType type: String, data: CanonicalValue) throws(CanonicalError) {
        switch type {
        case "pushing.held": self = .pushingHeld(reason: try data.optionalText("reason"))
        case "pushing.released": self = .pushingReleased
        case "log.restored":
            self = .logRestored(through: Position(try data.integer("through")))
        case "values.shredded": self = .valuesShredded(try ValuesShredded(canonical: data))
        case "values.revealed": self = .valuesRevealed(try ValuesRevealed(canonical: data))
        case "log.exported": self = .logExported(try LogExport(canonical: data))
        case "key.rotated": self = .keyRotated(try KeyRotation(canonical: data))
        case "token.created": self = .tokenCreated(try APIToken(canonical: data))
        case "token.revoked": self = .tokenRevoked(name: try data.text("name"))
        default: throw .wrongKind(member: "type")
        }
    }
}
