/// A section of the navigation, in its order.
package enum PageSection: String, Sendable, CaseIterable {
    case overview, syncs, deliveries, events, sources, connections, audit, system

    /// Its heading.
    package var title: String {
        switch self {
        case .overview: "Overview"
        case .syncs: "Syncs"
        case .deliveries: "Deliveries"
        case .events: "Events"
        case .sources: "Sources"
        case .connections: "Connections"
        case .audit: "Audit"
        case .system: "System"
        }
    }

    /// The path of its first page.
    package var path: String { self == .overview ? "/" : "/\(rawValue)" }

    /// The keys that open it, as `data-shortcut` has them; nil for none.
    package var shortcut: String? {
        switch self {
        case .overview: "g o"
        case .syncs: "g s"
        case .deliveries: "g d"
        case .events: "g e"
        case .sources: "g w"
        case .connections: "g c"
        case .audit: "g a"
        case .system: nil
        }
    }
}
