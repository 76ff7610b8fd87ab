internal import Synchronization

/// The number of unverified body bytes that all connections together hold.
package final class UnverifiedBytes: Sendable {
    /// The default limit: 64 MiB.
    package static let defaultLimit = 64 << 20

    /// The limit in bytes.
    package let limit: Int
    private let held = Atomic<Int>(0)

    /// Makes an empty account with a limit in bytes.
    package init(limit: Int = defaultLimit) {
        self.limit = limit
    }

    /// The number of bytes held now.
    package var count: Int { held.load(ordering: .relaxed) }

    /// Reserves bytes; returns false and reserves nothing if the limit would be exceeded.
    package func take(_ count: Int) -> Bool {
        let (_, sum) = held.add(count, ordering: .relaxed)
        if sum <= limit { return true }
        give(count)
        return false
    }

    /// Releases reserved bytes.
    package func give(_ count: Int) {
        held.subtract(count, ordering: .relaxed)
    }
}
