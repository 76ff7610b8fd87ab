internal import Encodings
package import Projection
package import SyncModel

/// The syncs of all projects: filtered, sorted and counted.
package struct SyncList: Sendable {
    /// Which syncs; what is nil excludes none.
    package struct Filter: Sendable {
        /// The project's id.
        package var projectID: String?
        /// The environment's slug.
        package var environment: String?
        /// The state in one word.
        package var state: SyncState?
        /// The name of the source that the folder belongs to.
        package var source: String?
        /// The connection's id.
        package var connectionID: String?
        /// The account's id at Checkly.
        package var accountID: String?
        /// A text in the name, description, folder, destination or id, in any case.
        package var text: String?
        /// The projects that the reader may see; nil if it is all of them.
        ///
        /// The syncs of others count as not there.
        package var visibleProjects: Set<String>?

        /// A filter that excludes none.
        package init() {}
    }

    /// What the syncs are sorted by.
    package enum Order: String, Sendable, CaseIterable {
        case name, state
        /// The time of the last successful push; never pushed ones come first.
        case lastPush = "last-push"
        /// How long a change has been waiting; the longest comes first, and those without come
        /// last.
        case waiting
    }

    /// A sync with what the list compares.
    package struct Entry: Sendable {
        /// The sync.
        package let sync: Sync
        /// How it is doing.
        package let condition: SyncCondition
        /// The earliest change that is not at Checkly yet; nil if none is known.
        package let waitsSince: Position?
    }

    /// The syncs that match, in order.
    package let entries: [Entry]
    /// How many syncs there are for the reader, matching or not.
    package let total: Int
    /// The values that filters can have, with the number of syncs that have each; of all syncs
    /// that the reader may see.
    package let facets: SyncFacets

    /// Makes the list.
    ///
    /// - Parameters:
    ///   - state: The state that holds the syncs.
    ///   - filter: Which of them.
    ///   - order: What they are sorted by; equal ones by name, then by id.
    ///   - isDescending: Whether the order is reversed.
    ///   - condition: How a sync is doing.
    ///   - waits: The earliest change of each sync that is not at Checkly yet, by id.
    package init(
        of state: State,
        _ filter: Filter,
        by order: Order,
        isDescending: Bool,
        condition: (Sync) -> SyncCondition,
        waits: [String: Position]
    ) {
        var facets = SyncFacets()
        var entries: [Entry] = []
        var total = 0
        for sync in state.syncs.values {
            if filter.visibleProjects?.contains(sync.folder.projectID) == false { continue }
            total += 1
            let condition = condition(sync)
            facets.count(sync, condition.state, source: state.boundSource(of: sync))
            guard filter.matches(sync, condition.state, in: state) else { continue }
            entries.append(
                Entry(sync: sync, condition: condition, waitsSince: waits[sync.id])
            )
        }
        entries.sort { a, b in
            if a.sync.name == b.sync.name { return a.sync.id < b.sync.id }
            return a.sync.name < b.sync.name
        }
        // Sorting is stable, so equal ones stay sorted by name.
        switch order {
        case .name: break
        case .state: entries.sort { $0.condition.state.rank < $1.condition.state.rank }
        case .lastPush:
            let times = state.statuses.mapValues { $0.lastSyncedAt?.microseconds ?? .min }
            entries.sort { times[$0.sync.id] ?? .min < times[$1.sync.id] ?? .min }
        case .waiting:
            entries.sort { $0.waitsSince?.number ?? .max < $1.waitsSince?.number ?? .max }
        }
        self.entries = isDescending ? entries.reversed() : entries
        self.total = total
        self.facets = facets
    }
}

extension SyncState {
    fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension SyncList.Filter {
    fileprivate func matches(_ sync: Sync, _ word: SyncState, in state: State) -> Bool {
        if let projectID, sync.folder.projectID != projectID { return false }
        if let environment, sync.folder.environment != environment { return false }
        if let source, state.boundSource(of: sync) != source { return false }
        if let connectionID, sync.connectionID != connectionID { return false }
        if let accountID, sync.destination.accountID != accountID.asAccountID { return false }
        if let wanted = self.state, word != wanted { return false }
        guard let text, !text.isEmpty else { return true }
        let sought = SoughtText(text)
        return [
            sync.name, sync.description, sync.id, sync.folder.projectID, sync.folder.environment,
            sync.folder.secretPath, sync.destination.accountID, sync.destination.accountName,
            sync.destination.groupID, sync.destination.groupName,
        ]
        .contains { $0.map(sought.stands) == true }
    }
}

extension State {
    /// The earliest known change of a sync's desired state that no push has brought to Checkly; nil
    /// if there is none.
    ///
    /// Of a deletion only the folder's last change is known, which may be later.
    package func earliestUnpushedChange(of sync: Sync) -> Position? {
        guard let changed = lastChange(for: sync), let status = statuses[sync.id] else {
            return nil
        }
        let pushed = status.pushedThrough ?? .beforeFirst
        guard changed > pushed else { return nil }
        let unpushed = (desired(for: sync)?.variables ?? []).map(\.position).filter { $0 > pushed }
        return min(changed, unpushed.min() ?? changed)
    }
}
