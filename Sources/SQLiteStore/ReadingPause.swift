internal import Dispatch

/// Holds scans back between two chunks, so that the write-ahead log has a moment without readers.
///
/// A waiting scan holds no transaction and waits for `limit` at most, so nothing can deadlock.
final class ReadingPause: Sendable {
    private static let limit = DispatchTimeInterval.seconds(1)

    private let pauses = DispatchGroup()

    func begin() { pauses.enter() }

    func end() { pauses.leave() }

    /// Returns when there is no pause, or after `limit`.
    func wait() { _ = pauses.wait(timeout: .now() + Self.limit) }
}
