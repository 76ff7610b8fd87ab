internal import OutboundHTTP
internal import SyncModel

/// How long to wait after a 429.
enum RetryAfter {
    /// The wait if the response names no valid time: the window of Checkly's limit.
    private static let standard = Duration.seconds(60)
    /// A shorter wait would be pointless, and a longer one is a mistake of the server.
    private static let bounds = Duration.seconds(1)...Duration.seconds(900)

    static func duration(of response: OutboundResponse) -> Duration {
        guard let text = response.header("retry-after"),
            let seconds = Int64(text.trimmed)
                ?? seconds(until: text, answeredAt: response.header("date"))
        else { return standard }
        return min(max(.seconds(seconds), bounds.lowerBound), bounds.upperBound)
    }

    /// Measured from the response's own date, so that the clocks need not agree.
    private static func seconds(until text: String, answeredAt date: String?) -> Int64? {
        guard let until = timestamp(text), let now = date.flatMap(timestamp) else { return nil }
        return (until.microseconds - now.microseconds) / 1_000_000
    }

    /// Parses an HTTP-date in its preferred format (RFC 9110): `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func timestamp(_ text: String) -> Timestamp? {
        let parts = text.trimmed.split(separator: " ")
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        guard parts.count == 6, parts[5] == "GMT",
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp(rfc3339: "\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z")
    }
}
