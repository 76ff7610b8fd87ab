/// Times as text in RFC 3339, as counts of microseconds since 1970-01-01T00:00:00Z without leap
/// seconds.
package enum RFC3339 {
    /// The time in UTC with six fraction digits, such as `2026-11-23T08:00:00.123456Z`.
    package static func text(ofMicroseconds microseconds: Int64) -> String {
        let (seconds, fraction) = microseconds.flooredQuotient(by: 1_000_000)
        let (days, second) = seconds.flooredQuotient(by: 86_400)
        let date = CivilDate(daysSince1970: days)
        let time = [second / 3600, second / 60 % 60, second % 60].map { $0.digits(2) }
        return "\(date.text)T\(time.joined(separator: ":")).\(fraction.digits(6))Z"
    }

    /// Parses a time with any offset and up to nine fraction digits, of which six are kept.
    ///
    /// - Returns: The microseconds since 1970; nil if the text is not a time.
    package static func microseconds(_ text: String) -> Int64? {
        let pattern =
            #/
            (\d{4})-(\d\d)-(\d\d)[Tt\x20]
            (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?
            ([Zz]|([+-])(\d\d):(\d\d))
            /#
        guard let match = text.wholeMatch(of: pattern)?.output,
            let date = CivilDate(match.1, match.2, match.3),
            let hour = Int64(match.4), let minute = Int64(match.5), let second = Int64(match.6),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let digits = (match.7 ?? "").prefix(6)
        let fraction = Int64(digits + String(repeating: "0", count: 6 - digits.count)) ?? 0
        let offset = (Int64(match.10 ?? "0") ?? 0) * 60 + (Int64(match.11 ?? "0") ?? 0)
        let local = ((date.daysSince1970 * 24 + hour) * 60 + minute) * 60 + second
        let seconds = local - (match.9 == "-" ? -offset : offset) * 60
        return seconds * 1_000_000 + fraction
    }
}

extension Int64 {
    fileprivate func flooredQuotient(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    fileprivate func digits(_ count: Int) -> String {
        let text = String(self)
        return String(repeating: "0", count: Swift.max(0, count - text.count)) + text
    }
}

/// A day of the proleptic Gregorian calendar, computed in the 400-year cycle of 146,097 days.
private struct CivilDate {
    let year: Int64
    let month: Int64
    let day: Int64

    init(daysSince1970 days: Int64) {
        let (era, dayOfEra) = (days + 719_468).flooredQuotient(by: 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    init?(_ year: Substring, _ month: Substring, _ day: Substring) {
        guard let year = Int64(year), let month = Int64(month), let day = Int64(day),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
        let sameDay = CivilDate(daysSince1970: daysSince1970)
        guard sameDay.month == month, sameDay.day == day else { return nil }
    }

    var daysSince1970: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = shiftedYear.flooredQuotient(by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    var text: String { "\(year.digits(4))-\(month.digits(2))-\(day.digits(2))" }
}
