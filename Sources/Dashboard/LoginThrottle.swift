internal import Pages
internal import Synchronization
internal import SyncModel

/// Limits how often a token may be guessed.
final class LoginThrottle: Sendable {
    /// The maximum number of failures from one address in a period.
    static let addressLimit = 5
    /// The maximum number of failures from all addresses in a period.
    static let wholeLimit = 60
    /// The time after which a failure is forgotten.
    static let period = Duration.seconds(60)

    /// The failures that are remembered, oldest first.
    private let failures = Mutex<[(address: String, at: Timestamp)]>([])

    /// Begins a try, which counts as a failure until it is known to have succeeded, so that tries
    /// at the same time are no more than tries one after the other.
    ///
    /// - Returns: In how many seconds the address may try again; nil if it may now.
    func begin(_ address: String, at now: Timestamp) -> Int? {
        failures.withLock { failures in
            failures.removeAll { $0.at.advanced(by: Self.period) <= now }
            let own = failures.filter { $0.address == address }
            let oldest: Timestamp? =
                if failures.count >= Self.wholeLimit {
                    failures[failures.count - Self.wholeLimit].at
                } else if own.count >= Self.addressLimit {
                    own[own.count - Self.addressLimit].at
                } else {
                    nil
                }
            guard let oldest else {
                failures.append((address, now))
                return nil
            }
            let end = oldest.advanced(by: Self.period).milliseconds
            return Int(max(1, (end - now.milliseconds + 999) / 1000))
        }
    }

    /// Forgets a try that succeeded.
    func succeed(_ address: String) {
        failures.withLock { failures in
            guard let last = failures.lastIndex(where: { $0.address == address }) else { return }
            failures.remove(at: last)
        }
    }
}
