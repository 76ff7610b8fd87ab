package import Encodings

/// What happens to a sync: its configuration, what people ask of it, and what was found about it.
package enum SyncEvent: Sendable, Equatable {
    case created(Sync)
    case updated(Sync)
    case deleted(id: String)
    case pushRequested(syncID: String)
    case removalRequested(syncID: String, deletesSync: Bool)
    /// A push of exactly what a plan showed was asked for.
    case planApproved(syncID: String, planID: String)
    /// The approved plan is not what a push would do any more; nothing was written.
    case planRefused(syncID: String, planID: String, PushProblem)
    /// Keys that somebody else wrote become the sync's own, so that it may change and delete them.
    case adopted(syncID: String, Destination, keys: [String])
    /// Nothing is pushed until it is resumed.
    case paused(syncID: String, reason: String?)
    case resumed(syncID: String, reason: String?)
    /// What the sync wants is what it wanted at an earlier position, until it is unpinned.
    case pinned(syncID: String, asOf: Position)
    case unpinned(syncID: String)
    /// The sync was made or changed by hand: what it did not write it may not touch until somebody agrees.
    case consentRequired(syncID: String)
    /// Somebody agreed to a plan: the sync may overwrite and delete these keys, which it did not write.
    case consentGiven(syncID: String, planID: String, keys: [String])
    /// A change cannot be carried out and is not tried again by itself.
    case parked(syncID: String, ParkedChange)
    /// What was parked of a key, or all of it, is to be tried again.
    case retried(syncID: String, key: String?)
    /// A parked change is not wanted any more, until the source wants something else.
    case changeSkipped(syncID: String, SkippedChange)
    /// The destination is another than the last writes left it; no drifts mean that it is as they left it again.
    case driftDetected(syncID: String, Destination, [Drift])
}

extension SyncEvent {
    /// The event's type, such as `sync.created`; a fixed word.
    package var type: String {
        switch self {
        case .created: "sync.created"
        case .updated: "sync.updated"
        case .deleted: "sync.deleted"
        case .pushRequested: "sync.push-requested"
        case .removalRequested: "sync.removal-requested"
        case .planApproved: "sync.plan-approved"
        case .planRefused: "sync.plan-refused"
        case .adopted: "sync.adopted"
        case .paused: "sync.paused"
        case .resumed: "sync.resumed"
        case .pinned: "sync.pinned"
        case .unpinned: "sync.unpinned"
        case .consentRequired: "sync.consent-required"
        case .consentGiven: "sync.consent-given"
        case .parked: "sync.parked"
        case .retried: "sync.retried"
        case .changeSkipped: "sync.change-skipped"
        case .driftDetected: "drift.detected"
        }
    }

    /// The sync that it is about.
    package var syncID: String {
        switch self {
        case .created(let sync), .updated(let sync): sync.id
        case .deleted(let id), .pushRequested(let id), .removalRequested(let id, _),
            .planApproved(let id, _), .planRefused(let id, _, _), .adopted(let id, _, _),
            .paused(let id, _), .resumed(let id, _), .pinned(let id, _), .unpinned(let id),
            .consentRequired(let id), .consentGiven(let id, _, _), .parked(let id, _),
            .retried(let id, _), .changeSkipped(let id, _), .driftDetected(let id, _, _):
            id
        }
    }

    /// The event's data; values appear as fingerprints only.
    package var data: CanonicalValue {
        switch self {
        case .created(let sync), .updated(let sync): sync.canonical
        case .deleted(let id): .record(["id": .text(id)])
        case .pushRequested(let id): .record(["syncId": .text(id)])
        case .removalRequested(let id, let deletesSync):
            .record(["syncId": .text(id), "deletesSync": .bool(deletesSync)])
        case .planApproved(let id, let planID):
            .record(["syncId": .text(id), "planId": .text(planID)])
        case .planRefused(let id, let planID, let problem):
            .record([
                "syncId": .text(id), "planId": .text(planID), "problem": problem.canonical,
            ])
        case .adopted(let id, let destination, let keys):
            .record([
                "syncId": .text(id), "destination": destination.canonical,
                "keys": .list(keys.map(CanonicalValue.text)),
            ])
        case .paused(let id, let reason), .resumed(let id, let reason):
            .record(["syncId": .text(id), "reason": .optional(reason)])
        case .pinned(let id, let asOf):
            .record(["syncId": .text(id), "asOf": .integer(asOf.number)])
        case .unpinned(let id): .record(["syncId": .text(id)])
        case .consentRequired(let id): .record(["syncId": .text(id)])
        case .consentGiven(let id, let planID, let keys):
            .record([
                "syncId": .text(id), "planId": .text(planID),
                "keys": .list(keys.map(CanonicalValue.text)),
            ])
        case .parked(let id, let change): change.canonical.adding(["syncId": .text(id)])
        case .retried(let id, let key):
            .record(["syncId": .text(id), "key": .optional(key)])
        case .changeSkipped(let id, let change):
            change.canonical.adding(["syncId": .text(id)])
        case .driftDetected(let id, let destination, let drifts):
            .record([
                "syncId": .text(id), "destination": destination.canonical,
                "drifts": .list(drifts.map(\.canonical)),
            ])
        }
    }

    /// Reads an event's data back; nil where the type is of another group.
    ///
    /// - Throws: `CanonicalError` for data of another form.
    package init?(type: String, data: CanonicalValue) throws(CanonicalError) {
        switch type {
        case "sync.created": self = .created(try Sync(canonical: data))
        case "sync.updated": self = .updated(try Sync(canonical: data))
        case "sync.deleted": self = .deleted(id: try data.text("id"))
        case "sync.push-requested": self = .pushRequested(syncID: try data.text("syncId"))
        case "sync.removal-requested":
            self = .removalRequested(
                syncID: try data.text("syncId"),
                deletesSync: try data.bool("deletesSync")
            )
        case "sync.plan-approved":
            self = .planApproved(
                syncID: try data.text("syncId"),
                planID: try data.text("planId")
            )
        case "sync.plan-refused":
            self = .planRefused(
                syncID: try data.text("syncId"),
                planID: try data.text("planId"),
                try data.value("problem")
            )
        case "sync.adopted":
            self = .adopted(
                syncID: try data.text("syncId"),
                try data.value("destination"),
                keys: try data.texts("keys")
            )
        case "sync.paused":
            self = .paused(
                syncID: try data.text("syncId"),
                reason: try data.optionalText("reason")
            )
        case "sync.resumed":
            self = .resumed(
                syncID: try data.text("syncId"),
                reason: try data.optionalText("reason")
            )
        case "sync.pinned":
            self = .pinned(
                syncID: try data.text("syncId"),
                asOf: Position(try data.integer("asOf"))
            )
        case "sync.unpinned": self = .unpinned(syncID: try data.text("syncId"))
        case "sync.consent-required":
            self = .consentRequired(syncID: try data.text("syncId"))
        case "sync.consent-given":
            self = .consentGiven(
                syncID: try data.text("syncId"),
                planID: try data.text("planId"),
                keys: try data.texts("keys")
            )
        case "sync.parked":
            self = .parked(syncID: try data.text("syncId"), try ParkedChange(canonical: data))
        case "sync.retried":
            self = .retried(
                syncID: try data.text("syncId"),
                key: try data.optionalText("key")
            )
        case "sync.change-skipped":
            self = .changeSkipped(
                syncID: try data.text("syncId"),
                try SkippedChange(canonical: data)
            )
        case "drift.detected":
            self = .driftDetected(
                syncID: try data.text("syncId"),
                try data.value("destination"),
                try data.values("drifts")
            )
        default: return nil
        }
    }
}
