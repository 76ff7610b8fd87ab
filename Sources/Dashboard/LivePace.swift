internal import DequeModule

/// Lets open pages look for changes without taking the machine from deliveries.
///
/// Parts of pages are made one after the other, for at most a quarter of the time in the long run.
/// Many open pages are therefore updated less often while much happens, instead of slowing it
/// down.
actor LivePace<C: Clock> where C.Duration == Duration {
    /// How many times as long as the work took there is no other, once the reserve is used up.
    private static var rest: Int { 3 }
    /// For how long parts may be made without a pause after a time without any.
    private static var reserve: Duration { .seconds(1) }

    private let clock: C
    private let waitingLimit: Int
    /// For how long parts may still be made; negative if they took longer.
    private var balance: Duration
    private var countedAt: C.Instant
    private var isTaken = false
    private var waiting: Deque<CheckedContinuation<Void, Never>> = []

    /// - Parameters:
    ///   - clock: Measures the work.
    ///   - waitingLimit: The maximum number of requests that wait.
    init(clock: C, waitingLimit: Int = 128) {
        self.clock = clock
        self.waitingLimit = waitingLimit
        balance = Self.reserve
        countedAt = clock.now
    }

    /// Does the work when it is its turn.
    ///
    /// - Parameter work: Makes a part of a page.
    /// - Returns: What the work returns; nil if too many wait, or if the task was cancelled before
    ///   its turn, because nobody waits for the part any more.
    func perform<R: Sendable>(_ work: @Sendable @concurrent () async -> R) async -> R? {
        guard !isTaken || waiting.count < waitingLimit else { return nil }
        if isTaken {
            // Who leaves hands the turn on, so nobody gets in between.
            await withCheckedContinuation { waiting.append($0) }
        }
        isTaken = true
        defer { passOn() }
        refill()
        if balance < .zero { try? await clock.sleep(for: .zero - balance * Self.rest) }
        // Who has gone gets no part, and so cannot get around the pause either.
        if Task.isCancelled { return nil }
        refill()
        let start = clock.now
        let result = await work()
        // What waited for another read of the log for long did not work all that time.
        balance -= min(start.duration(to: clock.now), Self.reserve)
        countedAt = clock.now
        return result
    }

    private func passOn() {
        guard let next = waiting.popFirst() else { return isTaken = false }
        next.resume()
    }

    /// Adds what the time since the last work allows.
    private func refill() {
        let now = clock.now
        balance = min(Self.reserve, balance + countedAt.duration(to: now) / Self.rest)
        countedAt = now
    }
}
