internal import EventLog
internal import LiveLog
internal import OutboundHTTP
internal import Projection
internal import Settings
internal import SyncEngine
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
