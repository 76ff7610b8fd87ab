internal import DequeModule

/// The purpose of a request to an account.
package enum RequestPriority: Sendable {
    /// Bring the account to the desired state of a sync.
    case push
    /// Show somebody the current state or a plan.
    case look
}

/// A strict maximum of requests to an account in any window, shared by everyone who uses the
/// account.
///
/// Requests start in the order in which they were asked for, except that a look waits for all
/// pushes and looks get only a share of the maximum. Accounts do not affect each other.
///
/// Our own, because rate limiters are token buckets, which let up to twice the maximum into one
/// window: a full bucket and what refills it. Checkly would refuse those requests.
package actor RequestBudget {
    private typealias Turn = AsyncStream<Void>.Continuation

    private struct Account {
        /// The start times of the last requests, oldest first; at most `limit`.
        var uses: Deque<Duration> = []
        /// The start times of those that were looks; at most `lookLimit`.
        var looks: Deque<Duration> = []
        /// The time until which the account is closed after Checkly answered with "too many
        /// requests".
        var closedUntil = Duration.zero
        /// The waiting requests in the order of asking.
        var queue: [(ticket: Int, purpose: RequestPriority, turn: Turn)] = []

        /// The request that may start next; only it watches the clock.
        var next: (ticket: Int, purpose: RequestPriority, turn: Turn)? {
            queue.first { $0.purpose == .push } ?? queue.first
        }

        /// Forgets the starts that no longer count.
        mutating func forget(through time: Duration) {
            while let oldest = uses.first, oldest <= time { uses.removeFirst() }
            while let oldest = looks.first, oldest <= time { looks.removeFirst() }
        }
    }

    /// Looks may use one in this many requests.
    private static let lookShare = 4

    private let limit: Int
    private let lookLimit: Int
    private let window: Duration
    private let elapsed: @Sendable () -> Duration
    private let sleepUntil: @Sendable (Duration) async throws -> Void
    private let record: RequestRecord?
    private var accounts: [String: Account]
    private var lastTicket = 0

    /// Makes a budget of `limit` requests, at least one, in any `window` as measured by `clock`.
    ///
    /// - Parameters:
    ///   - limit: The maximum number of requests in a window.
    ///   - window: How long each request counts.
    ///   - record: Supplies the requests of earlier processes and stores new ones; nil for neither.
    ///   - clock: Measures the window.
    package init<C: Clock>(
        limit: Int,
        window: Duration = RequestRecord.window,
        record: RequestRecord? = nil,
        clock: C
    ) where C.Duration == Duration {
        self.limit = max(limit, 1)
        lookLimit = max(limit / Self.lookShare, 1)
        self.window = window
        self.record = record
        // The limit may have been higher before; the newest requests count longest.
        accounts = (record?.earlier ?? [:])
            .mapValues { ages in
                Account(uses: Deque(ages.map { .zero - $0 }.sorted().suffix(max(limit, 1))))
            }
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        sleepUntil = { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) }
    }

    /// Waits until a request may start, and counts it.
    ///
    /// - Throws: `CancellationError` if the task is cancelled; nothing is counted then.
    package func acquire(_ account: String, for purpose: RequestPriority = .push) async throws {
        _ = try await begin(account, for: purpose)
    }

    /// Waits until a request may start, counts it and returns its start time.
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
            // A push that arrives while a look sleeps goes first.
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
        // Recorded before the request starts, so that a killed process forgets none.
        record?.note(account)
        return now
    }

    /// Removes a ticket and wakes the next one.
    private func leave(_ ticket: Int, _ account: String) {
        accounts[account]?.queue.removeAll { $0.ticket == ticket }
        accounts[account]?.next?.turn.yield()
    }

    /// When the next request may start; nil if it may start now.
    private func opening(
        of name: String,
        for purpose: RequestPriority = .push
    ) -> Duration? {
        guard var account = accounts[name] else { return nil }
        let now = elapsed()
        account.forget(through: now - window)
        accounts[name] = account
        if account.closedUntil > now { return account.closedUntil }
        if purpose == .look, account.looks.count >= lookLimit, let oldest = account.looks.first {
            return oldest + window
        }
        guard account.uses.count >= limit, let oldest = account.uses.first else { return nil }
        return oldest + window
    }

    /// Closes an account for a while; no request starts meanwhile.
    package func close(_ account: String, for duration: Duration) {
        let until = elapsed() + duration
        let known = accounts[account]?.closedUntil ?? until
        accounts[account, default: Account()].closedUntil = max(known, until)
    }

    /// The number of requests to an account that may start now.
    package func remaining(_ account: String) -> Int {
        guard let opening = opening(of: account), opening > elapsed() else {
            return limit - (accounts[account]?.uses.count ?? 0)
        }
        return 0
    }

    /// The number of requests that wait for an account.
    func waiting(_ account: String) -> Int {
        accounts[account]?.queue.count ?? 0
    }

    /// Treats the window of an account as full, because unknown requests may have been made.
    package func assumeFull(_ account: String) {
        accounts[account, default: Account()].uses = Deque(repeating: elapsed(), count: limit)
    }
}
