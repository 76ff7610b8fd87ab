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

    /// In how many seconds an address may try again; nil if it may now.
    func wait(of address: String, at now: Timestamp) -> Int? {
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
            return oldest.map { oldest in
                let end = oldest.advanced(by: Self.period).milliseconds
                return Int(max(1, (end - now.milliseconds + 999) / 1000))
            }
        }
    }

    /// Remembers a failure; more than the limit of all are not remembered.
    func note(_ address: String, at now: Timestamp) {
        failures.withLock { failures in
            if failures.count >= Self.wholeLimit { failures.removeFirst() }
            failures.append((address, now))
        }
    }
}
