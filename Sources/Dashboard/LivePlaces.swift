internal import Encodings
internal import Synchronization

/// The open streams of live pages, whose number is limited.
final class LivePlaces: Sendable {
    /// The maximum number of streams.
    static let limit = 64
    /// The maximum number of streams of one session; a page that is not looked at has none.
    static let limitOfSession = 8

    /// One stream's place, held until it is left.
    final class Place: Sendable {
        private let places: LivePlaces
        private let secret: String
        private let isHeld = Atomic(true)

        fileprivate init(_ places: LivePlaces, _ secret: String) {
            self.places = places
            self.secret = secret
        }

        /// Leaves the place, if it was not left yet.
        func leave() {
            if isHeld.exchange(false, ordering: .relaxed) { places.leave(secret) }
        }

        deinit { leave() }
    }

    private let counts = Mutex<[String: Int]>([:])

    /// - Returns: A place for a session; nil if all are taken.
    func enter(_ secret: String) -> Place? {
        let isIn = counts.withLock { counts in
            let own = counts[secret, default: 0]
            guard own < Self.limitOfSession, counts.values.reduce(0, +) < Self.limit else {
                return false
            }
            counts[secret] = own + 1
            return true
        }
        return isIn ? Place(self, secret) : nil
    }

    private func leave(_ secret: String) {
        counts.withLock { counts in
            let rest = (counts[secret] ?? 1) - 1
            counts[secret] = rest > 0 ? rest : nil
        }
    }
}
