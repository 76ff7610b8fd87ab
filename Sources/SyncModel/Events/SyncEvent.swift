package import Encodings

/// A change to a sync: its configuration, requests from people, and findings about it.
package enum SyncEvent: Sendable, Equatable {
    /// Carries the whole new sync.
    case created(Sync)
    /// Carries the whole sync after the change.
    case updated(Sync)
    /// The variables that the sync wrote stay at Checkly.
    case deleted(id: String)
    /// Somebody asked for a push now.
    case pushRequested(syncID: String)
    /// Somebody asked to remove the variables that the sync wrote, and perhaps the sync with them.
    case removalRequested(syncID: String, deletesSync: Bool)
    /// Somebody asked to push exactly what this plan showed.
    case planApproved(syncID: String, planID: String)
    /// A push would no longer do what the approved plan showed, so nothing was written.
    case planRefused(syncID: String, planID: String, PushProblem)
    /// Keys that somebody else wrote now belong to the sync, which may change and delete them.
    case adopted(syncID: String, Destination, keys: [String])
    /// Nothing is pushed until the sync is resumed.
    case paused(syncID: String, reason: String?)
    /// Ends a pause.
    case resumed(syncID: String, reason: String?)
    /// The desired variables are those of an earlier position until the sync is unpinned.
    case pinned(syncID: String, asOf: Position)
    /// Ends a pin; the desired variables are those of the newest position again.
    case unpinned(syncID: String)
    /// A person created or changed the sync: it may not touch variables that it did not write until
    /// somebody consents.
    case consentRequired(syncID: String)
    /// Somebody consented to a plan: the sync may overwrite and delete these keys, which it did not
    /// write.
    case consentGiven(syncID: String, planID: String, keys: [String])
    /// A change cannot be carried out and is not retried automatically.
    case parked(syncID: String, ParkedChange)
    /// Somebody asked to retry a parked key, or all of them if the key is nil.
    case retried(syncID: String, key: String?)
    /// Somebody dropped a parked change; it stays dropped until the source changes the value again.
    case changeSkipped(syncID: String, SkippedChange)
    /// The destination differs from the last acknowledged writes; an empty list means that it
    /// matches again.
    case driftDetected(syncID: String, Destination, [Drift])
}

extension SyncEvent {
    /// The event's type on the wire, such as `sync.created`.
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

    /// The sync that the event is about.
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

    /// The event's data on the wire; secret values appear as fingerprints only.
    package var data: CanonicalValue {
        switch self {
        case .created(let sync), .updated(let sync): sync.canonical
        case .deleted(let id): .object(["id": .text(id)])
        case .pushRequested(let id): .object(["syncId": .text(id)])
        case .removalRequested(let id, let deletesSync):
            .object(["syncId": .text(id), "deletesSync": .bool(deletesSync)])
        case .planApproved(let id, let planID):
            .object(["syncId": .text(id), "planId": .text(planID)])
        case .planRefused(let id, let planID, let problem):
            .object([
                "syncId": .text(id), "planId": .text(planID), "problem": problem.canonical,
            ])
        case .adopted(let id, let destination, let keys):
            .object([
                "syncId": .text(id), "destination": destination.canonical,
                "keys": .list(keys.map(CanonicalValue.text)),
            ])
        case .paused(let id, let reason), .resumed(let id, let reason):
            .object(["syncId": .text(id), "reason": .optional(reason)])
        case .pinned(let id, let asOf):
            .object(["syncId": .text(id), "asOf": .integer(asOf.number)])
        case .unpinned(let id): .object(["syncId": .text(id)])
        case .consentRequired(let id): .object(["syncId": .text(id)])
        case .consentGiven(let id, let planID, let keys):
            .object([
                "syncId": .text(id), "planId": .text(planID),
                "keys": .list(keys.map(CanonicalValue.text)),
            ])
        case .parked(let id, let change): change.canonical.adding(["syncId": .text(id)])
        case .retried(let id, let key):
            .object(["syncId": .text(id), "key": .optional(key)])
        case .changeSkipped(let id, let change):
            change.canonical.adding(["syncId": .text(id)])
        case .driftDetected(let id, let destination, let drifts):
            .object([
                "syncId": .text(id), "destination": destination.canonical,
                "drifts": .list(drifts.map(\.canonical)),
            ])
        }
    }

    /// Parses an event's data; returns nil if the type belongs to another group.
    ///
    /// - Throws: `CanonicalError` if the data is malformed.
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
