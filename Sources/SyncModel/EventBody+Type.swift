extension EventBody {
    /// The event's type, such as `secrets.changed`; a fixed word.
    package var type: String {
        switch self {
        case .sourceCreated: "source.created"
        case .sourceUpdated: "source.updated"
        case .sourceDeleted: "source.deleted"
        case .connectionCreated: "connection.created"
        case .connectionUpdated: "connection.updated"
        case .connectionDeleted: "connection.deleted"
        case .syncCreated: "sync.created"
        case .syncUpdated: "sync.updated"
        case .syncDeleted: "sync.deleted"
        case .syncPushRequested: "sync.push-requested"
        case .syncRemovalRequested: "sync.removal-requested"
        case .syncPlanApproved: "sync.plan-approved"
        case .syncPlanRefused: "sync.plan-refused"
        case .syncAdopted: "sync.adopted"
        case .syncPaused: "sync.paused"
        case .syncResumed: "sync.resumed"
        case .syncPinned: "sync.pinned"
        case .syncUnpinned: "sync.unpinned"
        case .syncConsentRequired: "sync.consent-required"
        case .syncConsentGiven: "sync.consent-given"
        case .syncParked: "sync.parked"
        case .syncRetried: "sync.retried"
        case .syncChangeSkipped: "sync.change-skipped"
        case .secretsChanged: "secrets.changed"
        case .secretsSnapshot: "secrets.snapshot"
        case .secretsImports: "secrets.imports"
        case .folderDeclaredComplete: "folder.declared-complete"
        case .sourceNotified: "source.notified"
        case .folderObserved: "folder.observed"
        case .sourceReadFailed: "source.read-failed"
        case .folderEmptiedHeld: "folder.emptied-held"
        case .folderEmptiedConfirmed: "folder.emptied-confirmed"
        case .deliveryIgnored: "delivery.ignored"
        case .deliveryMalformed: "delivery.malformed"
        case .deliveryDiffered: "delivery.differed"
        case .pushStarted: "push.started"
        case .pushAttempted: "push.attempted"
        case .pushVariableWritten: "push.variable-written"
        case .pushVariableDeleted: "push.variable-deleted"
        case .pushVariableFailed: "push.variable-failed"
        case .pushVariableSkipped: "push.variable-skipped"
        case .pushFinished: "push.finished"
        case .pushingHeld: "pushing.held"
        case .pushingReleased: "pushing.released"
        case .logRestored: "log.restored"
        case .driftDetected: "drift.detected"
        case .valuesShredded: "values.shredded"
        case .valuesRevealed: "values.revealed"
        case .logExported: "log.exported"
        case .keyRotated: "key.rotated"
        case .tokenCreated: "token.created"
        case .tokenRevoked: "token.revoked"
        }
    }

    /// The sync an event is about, where it is about one.
    package var syncID: String? {
        switch self {
        case .syncCreated(let sync), .syncUpdated(let sync): sync.id
        case .syncDeleted(let id), .syncPushRequested(let id), .syncRemovalRequested(let id, _),
            .syncPlanApproved(let id, _), .syncPlanRefused(let id, _, _),
            .syncAdopted(let id, _, _), .syncPaused(let id, _),
            .syncResumed(let id, _), .syncPinned(let id, _), .syncUnpinned(let id),
            .syncConsentRequired(let id), .syncConsentGiven(let id, _, _),
            .syncParked(let id, _), .syncRetried(let id, _), .syncChangeSkipped(let id, _),
            .driftDetected(let id, _, _):
            id
        case .pushStarted(let run), .pushFinished(let run, _): run.syncID
        case .pushAttempted(let attempt): attempt.syncID
        case .pushVariableWritten(let variable), .pushVariableDeleted(let variable),
            .pushVariableFailed(let variable, _), .pushVariableSkipped(let variable, _):
            variable.syncID
        case .sourceCreated, .sourceUpdated, .sourceDeleted, .connectionCreated,
            .connectionUpdated, .connectionDeleted, .secretsChanged, .secretsSnapshot,
            .secretsImports, .folderDeclaredComplete, .sourceNotified, .folderObserved,
            .sourceReadFailed, .deliveryIgnored, .deliveryMalformed, .valuesShredded,
            .valuesRevealed, .logExported, .folderEmptiedHeld, .folderEmptiedConfirmed,
            .keyRotated, .tokenCreated, .tokenRevoked, .pushingHeld, .pushingReleased,
            .logRestored, .deliveryDiffered:
            nil
        }
    }
}
