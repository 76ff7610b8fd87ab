internal import SyncModel

extension EventBody {
    /// What an event adds to the tally of a run.
    enum RunStep {
        case none
        case start(String), written(String), deleted(String), failed(String), skipped(String)
    }

    var runStep: RunStep {
        switch self {
        case .pushStarted(let run): .start(run.id)
        case .pushVariableWritten(let variable): .written(variable.runID)
        case .pushVariableDeleted(let variable): .deleted(variable.runID)
        case .pushVariableFailed(let variable, _): .failed(variable.runID)
        case .pushVariableSkipped(let variable, _): .skipped(variable.runID)
        case .sourceCreated, .sourceUpdated, .sourceDeleted, .connectionCreated,
            .connectionUpdated, .connectionDeleted, .syncCreated, .syncUpdated, .syncDeleted,
            .syncPushRequested, .syncRemovalRequested, .syncPlanApproved, .syncPlanRefused,
            .syncAdopted,
            .syncPaused, .syncResumed, .syncPinned, .syncUnpinned, .syncParked, .syncRetried,
            .syncConsentRequired, .syncConsentGiven, .pushingHeld, .pushingReleased, .logRestored,
            .syncChangeSkipped, .secretsChanged, .secretsSnapshot, .secretsImports,
            .folderDeclaredComplete, .sourceNotified, .folderObserved, .sourceReadFailed,
            .folderEmptiedHeld, .folderEmptiedConfirmed,
            .deliveryIgnored, .deliveryMalformed, .deliveryDiffered, .pushAttempted, .pushFinished,
            .driftDetected,
            .valuesShredded,
            .valuesRevealed, .logExported, .keyRotated, .tokenCreated, .tokenRevoked:
            .none
        }
    }

    /// Whether an event is in no line above the level of debugging, nor in what such a line counts.
    var isToldToDebugAlone: Bool {
        switch self {
        case .secretsChanged, .secretsSnapshot, .secretsImports, .sourceNotified, .folderObserved,
            .sourceReadFailed, .deliveryIgnored, .pushAttempted:
            true
        case .sourceCreated, .sourceUpdated, .sourceDeleted, .connectionCreated,
            .connectionUpdated, .connectionDeleted, .syncCreated, .syncUpdated, .syncDeleted,
            .syncPushRequested, .syncRemovalRequested, .syncPlanApproved, .syncPlanRefused,
            .syncAdopted,
            .syncPaused, .syncResumed, .syncPinned, .syncUnpinned, .syncParked, .syncRetried,
            .syncConsentRequired, .syncConsentGiven, .pushingHeld, .pushingReleased, .logRestored,
            .syncChangeSkipped, .folderDeclaredComplete, .folderEmptiedHeld,
            .folderEmptiedConfirmed, .deliveryMalformed, .deliveryDiffered, .pushStarted,
            .pushVariableWritten,
            .pushVariableDeleted, .pushVariableFailed, .pushVariableSkipped, .pushFinished,
            .driftDetected, .valuesShredded, .valuesRevealed, .logExported, .keyRotated,
            .tokenCreated, .tokenRevoked:
            false
        }
    }
}
