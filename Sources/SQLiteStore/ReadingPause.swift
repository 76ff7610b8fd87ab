internal import Dispatch

/// Holds scans back between two chunks, so that the write-ahead log has a moment without a reader.
///
/// They hold no transaction while they wait, and wait for `limit` at most: nobody who waits here is waited for.
final class ReadingPause: Sendable {
    private static let limit = DispatchTimeInterval.seconds(1)

    private let pauses = DispatchGroup()

    func begin() { pauses.enter() }

    func end() { pauses.leave() }

    /// Returns when no pause is asked for, or the limit is over.
    func wait() { _ = pauses.wait(timeout: .now() + Self.limit) }
}
