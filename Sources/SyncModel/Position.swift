/// The place of an event in the log, from 1 without gaps; 0 is before the first event.
package struct Position: Sendable, Hashable, Comparable {
    /// The position of an empty log.
    package static let beforeFirst = Position(0)

    /// The number; 0 before the first event.
    package let number: Int64

    /// Makes a position from a number of at least 0.
    package init(_ number: Int64) {
        self.number = number
    }

    /// The position after this one.
    package var next: Position { Position(number + 1) }

    /// Orders by number.
    package static func < (a: Position, b: Position) -> Bool { a.number < b.number }
}
