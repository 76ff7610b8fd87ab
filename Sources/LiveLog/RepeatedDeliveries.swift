package import Encodings
internal import Synchronization
package import SyncModel

/// How often deliveries came again after they were recorded.
///
/// A repetition is answered and not recorded, or a sender's retries would fill the log. So the
/// counts are in memory, beside the log: of the deliveries that were repeated last.
package final class RepeatedDeliveries: Sendable {
    /// The maximum number of deliveries that are counted.
    package static let limit = 10_000

    /// The repetitions of one delivery.
    package struct Count: Sendable, Equatable {
        /// The number of repetitions, without the delivery that was recorded.
        package var count: Int
        /// When the last one came.
        package var lastAt: Timestamp

        /// So many, the last of them at a time.
        package init(_ count: Int, lastAt: Timestamp) {
            self.count = count
            self.lastAt = lastAt
        }
    }

    private struct Content: Sendable {
        /// The deliveries repeated last, and as many that were repeated before them, by position.
        var recent: [Position: Count] = [:]
        var earlier: [Position: Count] = [:]
        var revision = 0

        subscript(_ position: Position) -> Count? { recent[position] ?? earlier[position] }

        mutating func keep(_ count: Count, of position: Position) {
            if recent.count >= limit / 2, recent[position] == nil {
                earlier = recent
                recent = [:]
            }
            recent[position] = count
        }
    }

    private let content = Mutex(Content())

    /// What a file may say; anything else comes from a damaged one.
    private static let countLimit: Int64 = 1_000_000_000
    /// From 1970 to 9999, in microseconds.
    private static let timeRange: ClosedRange<Int64> = 0...253_402_300_799_999_999

    /// Restores what `canonical` gave; entries of another form are left out.
    package init(restoring list: [CanonicalValue] = []) {
        let counts = list.compactMap(Self.count)
        content.withLock { content in
            for (position, count) in counts { content.keep(count, of: position) }
        }
    }

    /// Counts a repetition.
    ///
    /// - Parameters:
    ///   - position: Where the log has an event of the delivery.
    ///   - time: When it came.
    package func note(_ position: Position, at time: Timestamp) {
        content.withLock { content in
            let count = (content[position]?.count ?? 0) + 1
            content.keep(Count(count, lastAt: time), of: position)
            content.revision += 1
        }
    }

    /// The repetitions of a delivery, by the positions of its events; nil if none is known.
    package func count(of positions: some Sequence<Position>) -> Count? {
        content.withLock { content in
            positions.compactMap { content[$0] }
                .reduce(nil) { sum, next in
                    sum.map {
                        Count($0.count + next.count, lastAt: max($0.lastAt, next.lastAt))
                    } ?? next
                }
        }
    }

    /// Grows with every repetition.
    package var revision: Int { content.withLock(\.revision) }

    /// The counts to restore, the deliveries repeated last at the end.
    package var canonical: [CanonicalValue] {
        let (earlier, recent) = content.withLock { ($0.earlier, $0.recent) }
        return
            (earlier.filter { recent[$0.key] == nil }.sorted { $0.key < $1.key }
            + recent.sorted { $0.key < $1.key })
            .map { position, count in
                .list([
                    .integer(position.number), .integer(Int64(count.count)),
                    .integer(count.lastAt.microseconds),
                ])
            }
    }

    private static func count(_ value: CanonicalValue) -> (Position, Count)? {
        guard case .list(let list) = value, list.count == 3, case .integer(let position) = list[0],
            case .integer(let count) = list[1], case .integer(let time) = list[2],
            position > 0, (1...countLimit).contains(count), timeRange.contains(time)
        else { return nil }
        return (Position(position), Count(Int(count), lastAt: Timestamp(microseconds: time)))
    }
}
