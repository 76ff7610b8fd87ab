internal import Synchronization
internal import SyncModel

/// Counts consecutive runs in which a change failed although Checkly accepted another change.
final class FailureStreaks: Sendable {
    /// After this many failures, the change itself must be at fault.
    static let limit = 8

    private struct Key: Hashable {
        let syncID: String
        let key: String
    }

    private struct Streak {
        let fingerprint: Fingerprint?
        var count: Int
    }

    private let streaks = Mutex<[Key: Streak]>([:])

    /// Counts a failure; returns true if it was the last one to retry automatically.
    func isOver(_ syncID: String, _ key: String, _ fingerprint: Fingerprint?) -> Bool {
        let key = Key(syncID: syncID, key: key)
        return streaks.withLock { streaks in
            var streak = streaks[key] ?? Streak(fingerprint: fingerprint, count: 0)
            if streak.fingerprint != fingerprint {
                streak = Streak(fingerprint: fingerprint, count: 0)
            }
            streak.count += 1
            let isOver = streak.count >= Self.limit
            streaks[key] = isOver ? nil : streak
            return isOver
        }
    }

    func end(_ syncID: String, _ key: String) {
        streaks.withLock { $0[Key(syncID: syncID, key: key)] = nil }
    }
}
