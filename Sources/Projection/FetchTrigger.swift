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
        case .folder(.notified(let path, _)), .folder(.emptiedConfirmed(let path)):
            guard let source = event.source else { return }
            notified[FolderID(source: source, path: path)] = event.position
        case .source, .sync(.created), .sync(.updated), .sync(.deleted):
            isSetupChanged = true
        case .connection, .secrets, .pushing, .administration, .delivery, .push,
            .sync(.pushRequested), .sync(.planApproved), .sync(.planRefused),
            .sync(.removalRequested), .sync(.adopted), .sync(.paused), .sync(.resumed),
            .sync(.pinned), .sync(.unpinned), .sync(.parked), .sync(.retried),
            .sync(.changeSkipped), .sync(.consentRequired), .sync(.consentGiven),
            .sync(.driftDetected), .folder(.declaredComplete), .folder(.observed),
            .folder(.fetchFailed), .folder(.emptiedHeld):
            break
        }
    }
}
