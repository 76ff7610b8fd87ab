/// A strict maximum of requests for an account over any window, shared by everyone who uses the account.
package actor RequestBudget {
    private let limit: Int
    private let window: Duration
    private let clock: ContinuousClock
    /// When the last requests of an account began, oldest first; never more than `limit`.
    private var uses: [String: [ContinuousClock.Instant]] = [:]
    /// Until when an account is closed after Checkly itself said "too many".
    private var closedUntil: [String: ContinuousClock.Instant] = [:]

    package init(limit: Int, window: Duration = .seconds(60)) {
        self.limit = limit
        self.window = window
        clock = ContinuousClock()
    }

    /// Returns when a request may begin, and counts it.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while it waits.
    package func acquire(_ account: String) async throws {
        while let opening = opening(of: account) {
            try await clock.sleep(until: opening)
        }
        uses[account, default: []].append(clock.now)
    }

    /// When the next request may begin, or nil when it may now.
    private func opening(of account: String) -> ContinuousClock.Instant? {
        let now = clock.now
        if let closed = closedUntil[account], closed > now { return closed }
        let window = window
        uses[account]?.removeAll { $0.advanced(by: window) <= now }
        guard let uses = uses[account], uses.count >= limit, let oldest = uses.first else {
            return nil
        }
        return oldest.advanced(by: window)
    }

    /// Lets no request of an account begin for a while.
    package func close(_ account: String, for duration: Duration) {
        let until = clock.now.advanced(by: duration)
        closedUntil[account] = max(closedUntil[account] ?? until, until)
    }

    /// How many requests of an account may begin now.
    package func remaining(_ account: String) -> Int {
        _ = opening(of: account)
        return limit - (uses[account]?.count ?? 0)
    }

    /// Counts requests made before a restart, of which nothing is known but that they may have been made.
    ///
    /// The window then starts full, so the maximum holds over restarts too.
    package func assumeUsed(_ count: Int, of account: String) {
        let now = clock.now
        uses[account, default: []] += Array(repeating: now, count: min(count, limit))
    }
}
