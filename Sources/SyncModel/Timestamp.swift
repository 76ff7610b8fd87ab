internal import Encodings

/// A time in microseconds since 1970-01-01T00:00:00Z, without leap seconds.
package struct Timestamp: Sendable, Hashable, Comparable {
    /// The microseconds since 1970.
    package let microseconds: Int64

    /// Makes a time from its count.
    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The milliseconds since 1970, truncated.
    package var milliseconds: Int64 { microseconds / 1000 }

    /// Orders from earlier to later.
    package static func < (a: Timestamp, b: Timestamp) -> Bool { a.microseconds < b.microseconds }

    /// Adds a duration, truncated to microseconds.
    package func advanced(by duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        return Timestamp(
            microseconds: microseconds + seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        )
    }

    /// The time as RFC 3339 in UTC with six fraction digits, such as `2026-11-23T08:00:00.123456Z`.
    package var rfc3339: String { RFC3339.text(ofMicroseconds: microseconds) }

    /// Parses RFC 3339 with any offset and up to nine fraction digits, of which six are kept.
    package init?(rfc3339 text: String) {
        guard let microseconds = RFC3339.microseconds(text) else { return nil }
        self.microseconds = microseconds
    }
}
