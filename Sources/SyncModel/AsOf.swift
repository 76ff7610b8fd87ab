/// A moment in the log's history: after an event, or at a time.
package enum AsOf: Sendable, Equatable {
    case position(Position)
    /// What had been recorded at this time.
    case time(Timestamp)

    /// Reads a position, a number from 0, or a time as in RFC 3339; nil for anything else.
    package init?(_ text: String) {
        if let number = Int64(text), number >= 0 {
            self = .position(Position(number))
        } else if let time = Timestamp(rfc3339: text) {
            self = .time(time)
        } else {
            return nil
        }
    }
}
