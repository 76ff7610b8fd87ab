package import SyncModel

/// The reasons to fetch that have accumulated since the last look.
package struct FetchTrigger: Sendable, Equatable {
    /// Whether a change of configuration may require other folders or another way to fetch them.
    package private(set) var isSetupChanged = false
    /// The folders reported as changed, each with its newest notification.
    package private(set) var notified: [FolderID: Position] = [:]

    /// Starts without any reason to fetch.
    package init() {}

    /// Whether there is no reason to fetch.
    package var isEmpty: Bool { !isSetupChanged && notified.isEmpty }

    /// Adds what an event gives as a reason to fetch.
    ///
    /// - Parameters:
    ///   - event: An event that a state has applied.
    ///   - hasNewReporter: Whether the event bound a folder to a source.
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
