/// What a request to an account is for.
package enum RequestPriority: Sendable {
    /// Bringing the account to what a sync wants.
    case push
    /// Showing somebody what is there, or what a push would do.
    case look
}

/// A strict maximum of requests for an account over any window, shared by everyone who uses the
/// account.
///
/// Who asks first begins first, but those who only look begin when no push waits, and have a part
/// of the maximum at most. Accounts do not wait for one another.
package actor RequestBudget {
    private typealias Turn = AsyncStream<Void>.Continuation

    private struct Account {
        /// When the last requests began, oldest first; never more than `limit`.
        var uses: [Duration] = []
        /// When those of them began that were for a look; never more than `lookLimit`.
        var looks: [Duration] = []
        /// Until when the account is closed after Checkly itself said "too many".
        var closedUntil = Duration.zero
        /// Who waits, in the order of asking.
        var queue: [(ticket: Int, purpose: RequestPriority, turn: Turn)] = []

        /// Who may begin first; nobody else looks at the clock.
        var next: (ticket: Int, purpose: RequestPriority, turn: Turn)? {
            queue.first { $0.purpose == .push } ?? queue.first
        }
    }

    /// Of how many requests one may be for a look.
    private static let lookShare = 4

    private let limit: Int
    private let lookLimit: Int
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
        lookLimit = max(limit / Self.lookShare, 1)
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
    package func acquire(_ account: String, for purpose: RequestPriority = .push) async throws {
        _ = try await begin(account, for: purpose)
    }

    /// Counts a request as soon as it may begin, and says when that was.
    func begin(_ account: String, for purpose: RequestPriority = .push) async throws -> Duration {
        lastTicket += 1
        let ticket = lastTicket
        let (calls, turn) = AsyncStream.makeStream(
            of: Void.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        accounts[account, default: Account()].queue.append((ticket, purpose, turn))
        defer { leave(ticket, account) }
        var called = calls.makeAsyncIterator()
        while true {
            // A push that comes while a look sleeps goes first.
            while accounts[account]?.next?.ticket != ticket {
                _ = await called.next(isolation: self)
                try Task.checkCancellation()
            }
            guard let opening = opening(of: account, for: purpose) else { break }
            try await sleepUntil(opening)
        }
        try Task.checkCancellation()
        let now = elapsed()
        accounts[account]?.uses.append(now)
        if purpose == .look { accounts[account]?.looks.append(now) }
        // Written before the request begins, so that none is forgotten by a process that is killed.
        record?.note(account)
        return now
    }

    /// Ends a ticket, whatever came of it, and calls the one that is then first.
    private func leave(_ ticket: Int, _ account: String) {
        accounts[account]?.queue.removeAll { $0.ticket == ticket }
        accounts[account]?.next?.turn.yield()
    }

    /// When the next request may begin, or nil when it may now.
    private func opening(
        of name: String,
        for purpose: RequestPriority = .push
    ) -> Duration? {
        guard var account = accounts[name] else { return nil }
        let now = elapsed()
        account.uses.removeAll { $0 + window <= now }
        account.looks.removeAll { $0 + window <= now }
        accounts[name] = account
        if account.closedUntil > now { return account.closedUntil }
        if purpose == .look, account.looks.count >= lookLimit, let oldest = account.looks.first {
            return oldest + window
        }
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
