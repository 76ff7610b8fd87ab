internal import Encodings
package import SyncModel

/// Times as a reader wants them.
package struct TimeText: Sendable {
    /// How the reader wants them.
    package let times: Preferences.Times
    /// The time of the page.
    package let now: Timestamp

    /// - Parameters:
    ///   - times: How the reader wants them.
    ///   - now: The time of the page.
    package init(times: Preferences.Times, now: Timestamp) {
        self.times = times
        self.now = now
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    /// The units from the smallest: how many of it make the next, and its name.
    private static let units: [(perNext: Int64, name: String)] = [
        (60, "s"), (60, "min"), (24, "h"), (Int64.max, "d"),
    ]

    /// The value of a time of the API; nil if there is none.
    package func value(_ rfc3339: String?) -> PageValue? {
        rfc3339.flatMap(Timestamp.init(rfc3339:)).map(value)
    }

    /// The value of a time for the template `time`.
    package func value(_ time: Timestamp) -> PageValue {
        .object([
            "iso": .text(time.rfc3339), "text": .text(text(time)),
            "title": .text(Self.utc(time)),
        ])
    }

    /// A time in the reader's form.
    package func text(_ time: Timestamp) -> String {
        switch times {
        case .relative: relative(time)
        case .utc: Self.utc(time)
        }
    }

    /// Such as `29 Nov 2026 08:14:03 UTC`.
    package static func utc(_ time: Timestamp) -> String {
        let text = time.rfc3339
        let date = text.prefix(10).split(separator: "-")
        guard date.count == 3, let month = Int(date[1]), months.indices.contains(month - 1),
            let day = Int(date[2])
        else { return text }
        let clock = text.dropFirst(11).prefix(8)
        return "\(day) \(months[month - 1]) \(date[0]) \(clock) UTC"
    }

    /// How long ago a time of the API was, whatever the reader prefers; nil if it is none.
    package func ago(_ rfc3339: String) -> String? {
        Timestamp(rfc3339: rfc3339).map(relative)
    }

    private func relative(_ time: Timestamp) -> String {
        let seconds = (now.milliseconds - time.milliseconds) / 1000
        if seconds == 0 { return "now" }
        let length = Self.length(abs(seconds))
        return seconds > 0 ? "\(length) ago" : "in \(length)"
    }

    /// A length of time in its largest unit, such as `3 min`.
    package static func length(_ seconds: Int64) -> String {
        var rest = seconds
        for unit in units {
            if rest < unit.perNext { return "\(rest) \(unit.name)" }
            rest /= unit.perNext
        }
        return "\(rest)"
    }
}
