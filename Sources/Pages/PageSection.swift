/// A section of the navigation, in its order.
package enum PageSection: String, Sendable, CaseIterable {
    case syncs, deliveries, events, sources, connections

    /// Its heading.
    package var title: String {
        switch self {
        case .syncs: "Syncs"
        case .deliveries: "Deliveries"
        case .events: "Events"
        case .sources: "Sources"
        case .connections: "Connections"
        }
    }

    /// The path of its first page.
    package var path: String { "/\(rawValue)" }

    /// The keys that open it, as `data-shortcut` has them.
    package var shortcut: String {
        switch self {
        case .syncs: "g s"
        case .deliveries: "g d"
        case .events: "g e"
        case .sources: "g w"
        case .connections: "g c"
        }
    }
}
