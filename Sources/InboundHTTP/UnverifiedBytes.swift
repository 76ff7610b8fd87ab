internal import Synchronization

/// How many bytes of bodies are held that nobody has vouched for yet, all connections together.
package final class UnverifiedBytes: Sendable {
    /// Unless told otherwise: 64 MiB.
    package static let defaultLimit = 64 << 20

    /// Bytes.
    package let limit: Int
    private let held = Atomic<Int>(0)

    package init(limit: Int = defaultLimit) {
        self.limit = limit
    }

    /// How many there are now.
    package var count: Int { held.load(ordering: .relaxed) }

    /// Takes some more in, unless they would be too many.
    package func take(_ count: Int) -> Bool {
        let (_, sum) = held.add(count, ordering: .relaxed)
        if sum <= limit { return true }
        give(count)
        return false
    }

    /// Gives back what was taken.
    package func give(_ count: Int) {
        held.subtract(count, ordering: .relaxed)
    }
}
