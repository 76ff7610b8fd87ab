internal import EventLog
internal import LiveLog
internal import OutboundHTTP
internal import Projection
internal import SyncModel

extension ChecklySyncServer {
    /// How much further than the window to look back in the log, because a request may start a
    /// little after the event that precedes it.
    private static let allowance = Duration.seconds(5)

    /// The budget of requests to Checkly, which continues where the previous process ended.
    ///
    /// The record of requests says what that process requested. If there is none (the machine was
    /// rebooted, or the directory comes from another one), the accounts with recent work in the log
    /// start with a full window; on a machine that is up for less than a window, all accounts do.
    ///
    /// - Throws: `EventLogError`.
    func requestBudget(_ openLog: OpenLog) async throws -> RequestBudget {
        let record = RequestRecord(
            path: settings.dataDirectory + "/requests",
            bootID: system.bootID,
            now: system.uptime
        )
        let budget = RequestBudget(
            limit: settings.requestsPerMinute,
            record: record,
            clock: system.clock
        )
        guard record.earlier == nil else { return budget }
        let lookback = RequestRecord.window + Self.allowance
        let isMachineNew = record.uptime < lookback
        let accounts = try RecentAccounts(
            openLog.log.reader,
            openLog.state.current,
            after: isMachineNew
                ? Timestamp(microseconds: 0) : system.now().advanced(by: .zero - lookback)
        )
        for account in accounts.ids { await budget.assumeFull(account) }
        return budget
    }
}

/// The Checkly accounts that may have had requests since a time, according to the log.
struct RecentAccounts {
    private(set) var ids: Set<String> = []

    /// Reads the events of every sync, including deleted ones.
    ///
    /// - Throws: `EventLogError`.
    init(_ reader: EventReader, _ state: State, after time: Timestamp) throws {
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
