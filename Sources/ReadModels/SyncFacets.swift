package import Encodings
internal import Projection
internal import SyncModel

/// The values by which syncs can be filtered, with the number of syncs that have each.
package struct SyncFacets: Sendable {
    private var counts: [String: [String: Int64]] = [:]
    /// The names of accounts by id, as syncs give them.
    private var accountNames: [String: String] = [:]

    /// Facets of no syncs.
    package init() {}

    mutating func count(_ sync: Sync, _ state: SyncState, source: String?) {
        add(sync.folder.projectID, to: "projectId")
        add(sync.folder.environment, to: "environment")
        add(state.rawValue, to: "state")
        if let source { add(source, to: "source") }
        add(sync.connectionID, to: "connectionId")
        add(sync.destination.accountID, to: "accountId")
        if let name = sync.destination.accountName {
            accountNames[sync.destination.accountID] = name
        }
    }

    private mutating func add(_ value: String, to facet: String) {
        counts[facet, default: [:]][value, default: 0] += 1
    }

    /// By filter: a list of its values, each with its name and its number of syncs.
    ///
    /// - Parameter connectionNames: The names of connections by id.
    /// - Returns: An object with a list for each filter.
    package func json(connectionNames: [String: String]) -> CanonicalValue {
        func list(_ facet: String, _ names: [String: String] = [:]) -> CanonicalValue {
            .list(
                (counts[facet] ?? [:]).sorted { $0.key < $1.key }
                    .map { value, count in
                        .object([
                            "value": .text(value), "name": .text(names[value] ?? value),
                            "count": .integer(count),
                        ])
                    }
            )
        }
        return .object([
            "projectId": list("projectId"), "environment": list("environment"),
            "state": list("state"), "source": list("source"),
            "connectionId": list("connectionId", connectionNames),
            "accountId": list("accountId", accountNames),
        ])
    }
}
