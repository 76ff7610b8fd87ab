internal import Synchronization
internal import SyncModel

/// How many runs in a row a change failed in although Checkly took another change in the same run.
final class FailureStreaks: Sendable {
    /// So many failures show that it is the change that Checkly cannot digest.
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

    /// Counts a failure; true when it was the last one that is tried again by itself.
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
