package import Projection
package import SyncModel

/// What a command leads to.
package struct Decision: Sendable {
    /// Appended together, in this order; empty if there is nothing to change.
    package var events: [EventBody]
    /// The source of the folders that the events are about; nil for all other events.
    package var source: String?
    /// What to show to the caller.
    package var answer: Answer

    /// A decision to append events and then to answer.
    package init(_ events: [EventBody], of source: String? = nil, answer: Answer) {
        self.events = events
        self.source = source
        self.answer = answer
    }

    /// What is shown to the caller, as it stands once the events are durable.
    package enum Answer: Sendable {
        case hold
        /// The sync as of the decision, in case it no longer exists.
        case sync(Sync)
        /// As `sync`, with the last run before the plan was approved.
        case approval(Sync, lastJobID: String?)
        case token(APIToken)
        /// What remains held of the folder.
        case heldFolder(FolderID)
        /// The folder as of the decision.
        case folder(FolderID, Folder)
    }
}
