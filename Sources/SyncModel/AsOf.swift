/// A point in the log's history: an event's position or a time.
package enum AsOf: Sendable, Equatable {
    /// After the event at this position.
    case position(Position)
    /// After everything recorded up to this time.
    case time(Timestamp)

    /// Parses a position (an integer from 0) or an RFC 3339 time; returns nil for any other text.
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
