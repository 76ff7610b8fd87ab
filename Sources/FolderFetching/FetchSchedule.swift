internal import SyncModel

/// Decides which folder to fetch when.
///
/// All times come from one monotonic clock.
struct FetchSchedule {
    private struct Entry {
        var access: KMSAccess
        /// Whether a sync still needs it.
        var isInUse = true
        var isFetching = false
        /// Whether it was never fetched with the current access.
        var isUnfetched: Bool
        /// The newest unanswered notification, and when the first and the last of them arrived.
        var notified: (position: Position, first: Duration, last: Duration)?
        /// Notifications up to this position are answered.
        var answeredThrough = Position.beforeFirst
        /// When to fetch without a notification.
        var reconcileAt: Duration?
        /// The number of consecutive failures, the cause of the last failed fetch, and when to
        /// retry.
        var failures = 0
        var failedCause = FolderObservation.Cause.configured
        var heldUntil = Duration.zero
        var imports: [FolderPath] = []
    }

    /// The knowledge of a folder before this process first fetches it.
    struct Start {
        var isKnown: Bool
        var unanswered: Position?
        var imports: [FolderPath]
    }

    private static let shortestDelay = Duration.seconds(1)
    private static let longestDelay = Duration.seconds(300)
    /// Which part of the interval to use after a start, since something may have been missed.
    private static let startPart = 0.1

    private let settings: FolderFetching.Settings
    private var entries: [FolderID: Entry] = [:]
    /// The scheduled folders that import a folder.
    private var importers: [FolderID: Set<FolderID>] = [:]

    init(settings: FolderFetching.Settings) {
        self.settings = settings
    }

    /// Sets the folders to schedule; new ones get a random place in the interval.
    ///
    /// - Parameters:
    ///   - folders: The folders in use, each with the access to its KMS.
    ///   - now: The time.
    ///   - start: Returns what is known of a folder.
    ///   - jitter: Returns numbers from 0 to 1.
    mutating func follow(
        _ folders: [FolderID: KMSAccess],
        at now: Duration,
        start: (FolderID) -> Start,
        jitter: () -> Double
    ) {
        for id in Array(entries.keys) where folders[id] == nil {
            entries[id]?.isInUse = false
            if entries[id]?.isFetching == false { forget(id) }
        }
        for (id, access) in folders {
            if let entry = entries[id] {
                entries[id]?.isInUse = true
                if entry.access != access { renew(id, access) }
            } else {
                add(id, access, start(id), at: now, jitter: jitter())
            }
        }
    }

    /// Records a notification of a change.
    ///
    /// - Returns: Whether it requires a fetch.
    @discardableResult
    mutating func note(_ id: FolderID, _ position: Position, at now: Duration) -> Bool {
        var isNews = false
        for id in (importers[id] ?? []).union([id]) {
            guard let entry = entries[id], position > entry.answeredThrough else { continue }
            entries[id]?.notified = (position, entry.notified?.first ?? now, now)
            isNews = true
        }
        return isNews
    }

    /// The fetches due now, within the limit per source, and the time of the next one.
    func turns(
        at now: Duration
    ) -> (due: [(id: FolderID, cause: FolderObservation.Cause)], next: Duration?) {
        var room: [String: Int] = [:]
        for (id, entry) in entries where entry.isFetching {
            room[id.source, default: settings.concurrency] -= 1
        }
        var due: [(id: FolderID, cause: FolderObservation.Cause)] = []
        var next: Duration?
        for (id, entry) in entries.sorted(by: { $0.key < $1.key }) {
            guard let turn = turn(of: entry) else { continue }
            if turn.at > now {
                next = min(next ?? turn.at, turn.at)
            } else if room[id.source, default: settings.concurrency] > 0 {
                // A folder beyond the limit is considered again when a fetch of its source ends.
                room[id.source, default: settings.concurrency] -= 1
                due.append((id, turn.cause))
            }
        }
        return (due, next)
    }

    mutating func begin(_ id: FolderID) {
        entries[id]?.isFetching = true
    }

    /// Ends a fetch that answers every notification up to a position.
    mutating func succeed(
        _ id: FolderID,
        through: Position,
        imports: [FolderPath],
        at now: Duration,
        jitter: Double
    ) {
        guard var entry = entries[id] else { return }
        entry.isUnfetched = false
        entry.failures = 0
        entry.heldUntil = .zero
        entry.answeredThrough = through
        if let notified = entry.notified, notified.position <= through { entry.notified = nil }
        entry.reconcileAt = settings.reconcileInterval.map { now + $0 * (0.9 + 0.2 * jitter) }
        entries[id] = entry
        setImports(imports, of: id)
        end(id)
    }

    /// Ends a failed fetch.
    ///
    /// The delay before the next one starts at 1 s and doubles with each failure up to 5 min, times
    /// a random factor from 0.5 to 1.
    ///
    /// - Parameters:
    ///   - id: The folder.
    ///   - cause: The cause of the fetch, also for the retry.
    ///   - now: The time.
    ///   - jitter: A number from 0 to 1.
    /// - Returns: The delay.
    @discardableResult
    mutating func fail(
        _ id: FolderID,
        _ cause: FolderObservation.Cause,
        at now: Duration,
        jitter: Double
    ) -> Duration {
        guard let failures = entries[id]?.failures else { return Self.longestDelay }
        let doubled = min(Self.shortestDelay * (1 << min(failures, 9)), Self.longestDelay)
        let delay = doubled * (0.5 + jitter / 2)
        entries[id]?.failures = failures + 1
        entries[id]?.failedCause = cause
        entries[id]?.heldUntil = now + delay
        end(id)
        return delay
    }

    /// Ends a fetch that became unnecessary.
    mutating func giveUp(_ id: FolderID) {
        end(id)
    }

    private func turn(of entry: Entry) -> (at: Duration, cause: FolderObservation.Cause)? {
        if !entry.isInUse || entry.isFetching { return nil }
        if entry.isUnfetched { return (entry.heldUntil, .configured) }
        if let notified = entry.notified {
            let settled = min(
                notified.last + settings.settleTime,
                notified.first + settings.longestSettleTime
            )
            return (max(settled, entry.heldUntil), .notified)
        }
        if entry.failures > 0 { return (entry.heldUntil, entry.failedCause) }
        return entry.reconcileAt.map { ($0, .reconcile) }
    }

    private mutating func add(
        _ id: FolderID,
        _ access: KMSAccess,
        _ start: Start,
        at now: Duration,
        jitter: Double
    ) {
        var entry = Entry(access: access, isUnfetched: !start.isKnown)
        entry.notified = start.unanswered.map { ($0, now, now) }
        entry.reconcileAt = settings.reconcileInterval.map { now + $0 * (Self.startPart * jitter) }
        entries[id] = entry
        setImports(start.imports, of: id)
    }

    /// Starts over, because another access may show other content or succeed where the old one
    /// failed.
    private mutating func renew(_ id: FolderID, _ access: KMSAccess) {
        entries[id]?.access = access
        entries[id]?.isUnfetched = true
        entries[id]?.failures = 0
        entries[id]?.heldUntil = .zero
    }

    private mutating func end(_ id: FolderID) {
        entries[id]?.isFetching = false
        if entries[id]?.isInUse == false { forget(id) }
    }

    private mutating func forget(_ id: FolderID) {
        setImports([], of: id)
        entries[id] = nil
    }

    private mutating func setImports(_ imports: [FolderPath], of id: FolderID) {
        for path in entries[id]?.imports ?? [] {
            let imported = FolderID(source: id.source, path: path)
            importers[imported]?.remove(id)
            if importers[imported]?.isEmpty == true { importers[imported] = nil }
        }
        for path in imports {
            importers[FolderID(source: id.source, path: path), default: []].insert(id)
        }
        entries[id]?.imports = imports
    }
}
