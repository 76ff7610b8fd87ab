package import EventLog
package import Projection
package import SyncModel

/// The Checkly accounts that may have had requests since a time, according to the log.
package struct RecentAccounts {
    /// In their canonical form.
    package private(set) var ids: Set<String> = []

    /// Reads the events of every sync, including deleted ones.
    ///
    /// - Throws: `EventLogError`.
    package init(_ reader: EventReader, _ state: State, after time: Timestamp) throws {
        var syncs: Set<String> = []
        for event in try reader.syncEvents(after: time) {
            switch event.body.requests {
            case .none: break
            case .ofAccount(let id): ids.insert(id)
            case .ofSync(let id): syncs.insert(id)
            }
        }
        for id in syncs { ids.formUnion(try Self.accounts(of: id, reader, state)) }
    }

    /// The accounts that a sync writes to, now and earlier.
    private static func accounts(
        of id: String,
        _ reader: EventReader,
        _ state: State
    ) throws -> [String] {
        let former = state.statuses[id]?.formerDestinations.map(\.destination.accountID) ?? []
        if let sync = state.syncs[id] { return former + [sync.destination.accountID] }
        var found: [String] = []
        for type in ["sync.created", "sync.updated"] {
            for event in try reader.events(EventQuery(limit: .max, type: type, sync: id)) {
                if let account = event.body.configuredAccount { found.append(account) }
            }
        }
        return found
    }
}

extension EventBody {
    /// What an event implies about requests to Checkly.
    fileprivate enum Requests {
        case none
        /// To one account.
        case ofAccount(String)
        /// For a sync, to all accounts that it writes or wrote to.
        case ofSync(String)
    }

    fileprivate var requests: Requests {
        switch self {
        case .push(.started(let run)), .push(.finished(let run, _)): .ofSync(run.syncID)
        // It was compared with a listing.
        case .sync(.planRefused(let id, _, _)): .ofSync(id)
        case .push(.attempted(let attempt)): .ofAccount(attempt.destination.accountID)
        case .push(.variableWritten(let variable)), .push(.variableDeleted(let variable)),
            .push(.variableFailed(let variable, _)), .push(.variableSkipped(let variable, _)):
            .ofAccount(variable.accountID)
        case .sync(.driftDetected(_, let destination, _)): .ofAccount(destination.accountID)
        case .source, .connection, .pushing, .administration, .secrets, .folder, .delivery,
            .sync(.created), .sync(.updated), .sync(.deleted), .sync(.pushRequested),
            .sync(.removalRequested), .sync(.planApproved), .sync(.adopted), .sync(.paused),
            .sync(.resumed), .sync(.pinned), .sync(.unpinned), .sync(.parked), .sync(.retried),
            .sync(.consentRequired), .sync(.consentGiven), .sync(.changeSkipped):
            .none
        }
    }

    /// The account of the sync that an event configures.
    fileprivate var configuredAccount: String? {
        guard case .sync(.created(let sync)) = self else {
            guard case .sync(.updated(let sync)) = self else { return nil }
            return sync.destination.accountID
        }
        return sync.destination.accountID
    }
}
