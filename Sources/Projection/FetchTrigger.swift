package import SyncModel

/// What a reader has to look at since it last did.
package struct FetchTrigger: Sendable, Equatable {
    /// Whether other folders may be needed, or be read in another way.
    package private(set) var isSetupChanged = false
    /// The folders that their sources said changed, with the newest notification of each.
    package private(set) var notified: [FolderID: Position] = [:]

    package init() {}

    /// Whether there is nothing to look at.
    package var isEmpty: Bool { !isSetupChanged && notified.isEmpty }

    /// Looks at an event that a state takes in.
    ///
    /// - Parameters:
    ///   - event: The event.
    ///   - hasNewReporter: Whether a folder got the source it is bound to.
    package mutating func note(_ event: RecordedEvent, hasNewReporter: Bool) {
        if hasNewReporter { isSetupChanged = true }
        switch event.body {
        case .sourceNotified(let path, _), .folderEmptiedConfirmed(let path):
            guard let source = event.source else { return }
            notified[FolderID(source: source, path: path)] = event.position
        case .sourceCreated, .sourceUpdated, .sourceDeleted, .syncCreated, .syncUpdated,
            .syncDeleted:
            isSetupChanged = true
        case .connectionCreated, .connectionUpdated, .connectionDeleted, .syncPushRequested,
            .syncPlanApproved, .syncPlanRefused, .syncRemovalRequested, .syncAdopted,
            .syncPaused, .syncResumed,
            .syncPinned, .syncUnpinned, .syncParked, .syncRetried, .syncChangeSkipped,
            .secretsChanged, .secretsSnapshot, .secretsImports,
            .syncConsentRequired, .syncConsentGiven, .pushingHeld, .pushingReleased, .logRestored,
            .folderDeclaredComplete, .folderObserved, .sourceReadFailed, .deliveryIgnored,
            .deliveryMalformed, .folderEmptiedHeld, .deliveryDiffered,
            .pushStarted, .pushAttempted, .pushVariableWritten, .pushVariableDeleted,
            .pushVariableFailed,
            .pushVariableSkipped, .pushFinished, .driftDetected, .valuesShredded, .valuesRevealed,
            .logExported, .keyRotated, .tokenCreated, .tokenRevoked:
            break
        }
    }
}
