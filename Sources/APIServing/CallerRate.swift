package import APIRoutes
internal import Synchronization
package import SyncModel

/// Limits how often each caller may do something that costs everybody.
package final class CallerRate: Sendable {
    private let limit: Int
    private let period: Duration
    /// The times of each caller's last actions, oldest first; there are as many callers as tokens.
    private let times = Mutex<[String: [Timestamp]]>([:])

    /// Allows each caller `limit` actions in any stretch of `period`.
    package init(limit: Int, every period: Duration) {
        self.limit = limit
        self.period = period
    }

    /// Records that a caller acts now.
    ///
    /// - Throws: `APIError` 429 if that exceeds the limit.
    package func note(_ caller: Caller, at now: Timestamp) throws(APIError) {
        let (isAllowed, oldest) = times.withLock { times in
            var own = (times[caller.name] ?? []).filter { $0.advanced(by: period) > now }
            // Times that a wrong clock put into the future count too, so the limit always holds.
            let isAllowed = own.count < limit
            if isAllowed { own.append(now) }
            times[caller.name] = own
            return (isAllowed, own.first ?? now)
        }
        if isAllowed { return }
        let milliseconds = oldest.advanced(by: period).milliseconds - now.milliseconds
        throw .tooMany(
            "This may be done \(limit) times in \(period.components.seconds) seconds by one token",
            retryAfterSeconds: Int(max(1, (milliseconds + 999) / 1000))
        )
    }
}
