internal import Synchronization
internal import SyncModel

/// When each token was last used since the server started.
final class TokenUse: Sendable {
    private let times = Mutex<[String: Timestamp]>([:])

    func note(_ name: String, at time: Timestamp) {
        times.withLock { $0[name] = time }
    }

    func last(of name: String) -> Timestamp? {
        times.withLock { $0[name] }
    }
}
