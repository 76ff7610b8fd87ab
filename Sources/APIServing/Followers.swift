package import APIRoutes
internal import Synchronization

/// The clients that follow the log as an event stream; each is woken after every commit, so their
/// number is limited.
package final class Followers: Sendable {
    /// The maximum number at a time.
    package static let limit = 64

    /// One follower's place, held until it is released.
    package final class Place: Sendable {
        private let followers: Followers

        fileprivate init(_ followers: Followers) {
            self.followers = followers
        }

        deinit { followers.count.subtract(1, ordering: .relaxed) }
    }

    private let count = Atomic(0)

    /// Makes every place free.
    package init() {}

    /// Takes a place.
    ///
    /// - Throws: `APIError` 503 if all places are taken.
    package func enter() throws(APIError) -> Place {
        let taken = count.add(1, ordering: .relaxed).newValue
        let place = Place(self)
        guard taken <= Self.limit else {
            throw .noPlace(
                "\(Self.limit) clients follow the event stream already; close one, or read pages "
                    + "of events instead"
            )
        }
        return place
    }
}
