/// What a page says first after something was done, and says once: reloaded, it may not be so any
/// more.
package enum Notice: Sendable {
    case planAccepted
    case pushAsked
    case paused, resumed, pinned, unpinned, retried, skipped, adopted
    case removing, deleting, deleted
    case created, saved
    case connectionCreated
    case connectionDeleted
    case sourceCreated
    case sourceDeleted
    case secretAdded
    case secretRemoved
    case tokenRevoked
    case testAccepted

    private var text: String {
        switch self {
        case .planAccepted: "The plan was accepted; it is carried out exactly so, or not at all."
        case .pushAsked: "A push was asked for."
        case .paused: "Paused: nothing is written until the sync is resumed."
        case .resumed: "Resumed: changes are written again."
        case .pinned: "Pinned: newer changes wait until the sync is unpinned."
        case .unpinned: "Unpinned: the sync follows its source again."
        case .retried: "It is tried again."
        case .skipped: "The change is left as it is until the source changes again."
        case .adopted: "The keys belong to this sync now; the next push writes them."
        case .removing: "Its variables are being removed."
        case .deleting: "Its variables are being removed; then the sync is deleted."
        case .deleted: "The sync was deleted; its variables stay at Checkly."
        case .created: "The sync was created."
        case .saved: "The changes were saved."
        case .connectionCreated: "Checkly accepts the API key; the connection was made."
        case .connectionDeleted: "The connection was deleted."
        case .sourceCreated: "The source was made. Now tell the sender where to send."
        case .sourceDeleted: "The source was deleted."
        case .secretAdded: "The secret was added; deliveries signed with it are accepted."
        case .secretRemoved: "The secret was removed."
        case .tokenRevoked: "The token was revoked."
        case .testAccepted: "The test was accepted; this is what the log has of it."
        }
    }

    /// The notice for the shell.
    package var value: PageValue {
        .object(["kind": .text(Badge.Kind.good.rawValue), "text": .text(text)])
    }

    /// A page that says it.
    package func page(_ path: String) -> Page { .noticed(self, path) }
}
