package import SyncModel

/// One event of a verified delivery, with its values still in the clear.
package struct DeliveredEvent: Sendable {
    /// Derived from the CloudEvent's `source` and `id`; nil if only the delivery has an identity.
    package var identity: [UInt8]?
    /// The sender's id of the event, for display.
    package var id: String?
    /// Who caused the event, if the sender says.
    package var actor: Actor?
    /// The folder and the change.
    package var content: DeliveredContent

    package init(
        identity: [UInt8]? = nil,
        id: String? = nil,
        actor: Actor? = nil,
        content: DeliveredContent
    ) {
        self.identity = identity
        self.id = id
        self.actor = actor
        self.content = content
    }

    /// Whether we do not act on it.
    package var isIgnored: Bool {
        guard case .ignored = content else { return false }
        return true
    }

    /// Whether it only says that a folder should be fetched.
    var isNotification: Bool {
        guard case .notified = content else { return false }
        return true
    }
}
