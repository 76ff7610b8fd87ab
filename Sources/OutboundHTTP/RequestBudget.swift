/// A strict maximum of requests for an account over any window, shared by everyone who uses the
/// account.
///
/// Who asks first begins first; accounts do not wait for one another.
package actor RequestBudget {
    private typealias Turn = AsyncStream<Void>.Continuation

    private struct Account {
        /// When the last requests began, oldest first; never more than `limit`.
        var uses: [Duration] = []
        /// Until when the account is closed after Checkly itself said "too many".
        var closedUntil = Duration.zero
        /// Who waits, in the order of asking; only the first looks at the clock.
        var queue: [(ticket: Int, turn: Turn)] = []
    }

    private let limit: Int
    private let window: Duration
    private let elapsed: @Sendable () -> Duration
    private let sleepUntil: @Sendable (Duration) async throws -> Void
    private let record: RequestRecord?
    private var accounts: [String: Account]
    private var lastTicket = 0

    /// Makes a budget of `limit` requests, at least one, in any `window` as `clock` measures it.
    ///
    /// - Parameters:
    ///   - limit: How many requests.
    ///   - window: How long each counts.
    ///   - record: Says what earlier processes began, and is told what begins.
    ///   - clock: Measures the window.
    package init<C: Clock>(
        limit: Int,
        window: Duration = RequestRecord.window,
        record: RequestRecord? = nil,
        clock: C = ContinuousClock()
    ) where C.Duration == Duration {
        self.limit = max(limit, 1)
        self.window = window
        self.record = record
        // The limit may have been larger before; the newest requests are those that count longest.
        accounts = (record?.earlier ?? [:])
            .mapValues { ages in
                Account(uses: ages.map { .zero - $0 }.sorted().suffix(max(limit, 1)))
            }
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        sleepUntil = { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) }
    }

    /// Returns when a request may begin, and counts it.
    ///
    /// - Throws: `CancellationError` when the task is cancelled; then nothing is counted.
    package func acquire(_ account: String) async throws {
        _ = try await begin(account)
    }

    /// Counts a request as soon as it may begin, and says when that was.
    func begin(_ account: String) async throws -> Duration {
        lastTicket += 1
        let ticket = lastTicket
        let (isNext, turn) = AsyncStream.makeStream(of: Void.self)
        accounts[account, default: Account()].queue.append((ticket, turn))
        defer { leave(ticket, account) }
        while accounts[account]?.queue.first?.ticket != ticket {
            for await _ in isNext {}
            try Task.checkCancellation()
        }
        while let opening = opening(of: account) { try await sleepUntil(opening) }
        try Task.checkCancellation()
        let now = elapsed()
        accounts[account]?.uses.append(now)
        // Written before the request begins, so that none is forgotten by a process that is killed.
        record?.note(account)
        return now
    }

    /// Ends a ticket, whatever came of it, and calls the one that is then first.
    private func leave(_ ticket: Int, _ account: String) {
        accounts[account]?.queue.removeAll { $0.ticket == ticket }
        accounts[account]?.queue.first?.turn.finish()
    }

    /// When the next request may begin, or nil when it may now.
    private func opening(of name: String) -> Duration? {
        guard var account = accounts[name] else { return nil }
        let now = elapsed()
        account.uses.removeAll { $0 + window <= now }
        accounts[name] = account
        if account.closedUntil > now { return account.closedUntil }
        guard account.uses.count >= limit, let oldest = account.uses.first else { return nil }
        return oldest + window
    }

    /// Lets no request of an account begin for a while.
    package func close(_ account: String, for duration: Duration) {
        let until = elapsed() + duration
        let known = accounts[account]?.closedUntil ?? until
        accounts[account, default: Account()].closedUntil = max(known, until)
    }

    /// How many requests of an account may begin now.
    package func remaining(_ account: String) -> Int {
        guard let opening = opening(of: account), opening > elapsed() else {
            return limit - (accounts[account]?.uses.count ?? 0)
        }
        return 0
    }

    /// How many wait for an account's next request.
    func waiting(_ account: String) -> Int {
        accounts[account]?.queue.count ?? 0
    }

    /// Takes the window of an account for full, since requests may have been made of which nothing
    /// is known.
    package func assumeFull(_ account: String) {
        accounts[account, default: Account()].uses = Array(repeating: elapsed(), count: limit)
    }
}
