internal import Logging
internal import Synchronization

/// Tells of refused deliveries, a source at most once in a while: whoever can reach the server can make
/// as many as they like.
final class RefusalLog: Sendable {
    /// How long a source's refusals are only counted after a line about one.
    static let pause = Duration.seconds(10)
    /// How many sources are told apart; the rest share a line.
    private static let sourceLimit = 1024
    private static let others = "others"

    private struct Entry {
        var toldAt: Duration
        /// How many came since.
        var count = 0
        var reason = ""
    }

    private let logger: Logger
    private let elapsed: @Sendable () -> Duration
    private let entries = Mutex<[String: Entry]>([:])

    init(logger: Logger, elapsed: @escaping @Sendable () -> Duration) {
        self.logger = logger
        self.elapsed = elapsed
    }

    /// Takes in one refusal.
    ///
    /// - Parameters:
    ///   - source: The name of the source, or what stands for those that do not exist.
    ///   - reason: The code of the refusal.
    func note(source: String, reason: String) {
        let now = elapsed()
        let isTold = entries.withLock { entries in
            let known = entries[source] != nil || entries.count < Self.sourceLimit
            let name = known ? source : Self.others
            guard let entry = entries[name], entry.toldAt + Self.pause > now else {
                // Those that were counted and not told yet are told with `tellCounted`.
                let left = entries[name]?.count ?? 0
                entries[name] = Entry(toldAt: now, count: left, reason: reason)
                return true
            }
            entries[name]?.count += 1
            entries[name]?.reason = reason
            return false
        }
        if isTold { tell(source, reason, count: 1) }
    }

    /// Tells how many were counted since the last line of each source, where the pause is over.
    func tellCounted() {
        let now = elapsed()
        let due = entries.withLock { entries in
            let due = entries.filter { $0.value.toldAt + Self.pause <= now }
            for (name, entry) in due {
                // A source without refusals is forgotten, so that there is place for others.
                entries[name] = entry.count > 0 ? Entry(toldAt: now) : nil
            }
            return due.filter { $0.value.count > 0 }
        }
        for (name, entry) in due.sorted(by: { $0.key < $1.key }) {
            tell(name, entry.reason, count: entry.count)
        }
    }

    private func tell(_ source: String, _ reason: String, count: Int) {
        logger.warning(
            "delivery refused",
            metadata: ["source": "\(source)", "reason": "\(reason)", "count": "\(count)"]
        )
    }
}
