package import SyncModel

/// One event of a verified delivery, its values still in the clear.
package struct DeliveredEvent: Sendable {
    /// Made of CloudEvents' `source` and `id`; nil where the delivery's own identity is all there is.
    package var identity: [UInt8]?
    /// The event's id as the sender writes it, for display.
    package var id: String?
    package var actor: Actor?
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

    /// Whether nothing here acts on it.
    package var isIgnored: Bool {
        guard case .ignored = content else { return false }
        return true
    }

    /// Whether it says no more than that a folder is to be read.
    var isNotification: Bool {
        guard case .notified = content else { return false }
        return true
    }
}
