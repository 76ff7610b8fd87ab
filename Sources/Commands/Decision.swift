package import Projection
package import SyncModel

/// What a command leads to; only `decide` makes one.
package struct Decision: Sendable {
    /// Appended together, in this order; empty if there is nothing to change.
    package let events: [DecidedEvent]
    /// The source of the folders that the events are about; nil for all other events.
    package let source: String?
    /// What to show to the caller.
    package let answer: Answer

    init(_ events: [EventBody], of source: String? = nil, answer: Answer) {
        self.events = events.map { DecidedEvent($0) }
        self.source = source
        self.answer = answer
    }

    init(_ event: DecidedEvent, answer: Answer) {
        events = [event]
        source = nil
        self.answer = answer
    }

    /// What is shown to the caller, as it stands once the events are durable.
    package enum Answer: Sendable {
        case hold
        case connection(id: String)
        case deletedConnection(Connection)
        case source(name: String)
        case deletedSource(WebhookSource)
        /// The sync as of the decision, in case it no longer exists.
        case sync(Sync)
        /// As `sync`, with the syncs that may write the same keys.
        case createdSync(Sync)
        /// As `sync`, with the last run before the plan was approved.
        case approval(Sync, lastJobID: String?)
        case token(APIToken)
        case notification(name: String)
        case deletedNotification(NotificationTarget)
        /// What remains held of the folder.
        case heldFolder(FolderID)
        /// The folder as of the decision.
        case folder(FolderID, Folder)
        case disclosure
        /// The values that are destroyed, of those that were found.
        case shredded(ShreddableValues)
    }
}
