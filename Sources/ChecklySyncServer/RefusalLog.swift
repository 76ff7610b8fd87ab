internal import Logging
internal import Synchronization

/// Logs refused deliveries, each source at most once per `pause`, because whoever can reach the
/// server can cause any number of them.
final class RefusalLog: Sendable {
    /// How long a source's refusals are only counted after a line about it.
    static let pause = Duration.seconds(10)
    /// The maximum number of sources with lines of their own; the others share one.
    private static let sourceLimit = 1024
    private static let others = "others"

    private struct Entry {
        var toldAt: Duration
        /// The number of refusals since then.
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

    /// Logs or counts a refusal.
    ///
    /// - Parameters:
    ///   - source: The name of the source, or the placeholder for unknown ones.
    ///   - reason: The code of the refusal.
    func note(source: String, reason: String) {
        let now = elapsed()
        let isTold = entries.withLock { entries in
            let known = entries[source] != nil || entries.count < Self.sourceLimit
            let name = known ? source : Self.others
            guard let entry = entries[name], entry.toldAt + Self.pause > now else {
                // What was counted so far is left to `tellCounted`.
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

    /// Logs the counted refusals of each source whose pause is over.
    func tellCounted() {
        let now = elapsed()
        let due = entries.withLock { entries in
            let due = entries.filter { $0.value.toldAt + Self.pause <= now }
            for (name, entry) in due {
                // A source without refusals makes room for others.
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
