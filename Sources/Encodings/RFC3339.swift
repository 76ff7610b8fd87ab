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
        var rest = TimeDigits(text)
        guard let year = rest.number(4), rest.take("-"), let month = rest.number(2),
            rest.take("-"), let day = rest.number(2),
            let date = CivilDate(year: year, month: month, day: day),
            rest.take("T") || rest.take("t") || rest.take(" "),
            let hour = rest.number(2), rest.take(":"), let minute = rest.number(2),
            rest.take(":"), let second = rest.number(2),
            hour < 24, minute < 60, second < 60
        else { return nil }
        var fraction: Int64 = 0
        if rest.take(".") {
            guard let found = rest.fraction() else { return nil }
            fraction = found
        }
        var offset: Int64 = 0
        if !rest.take("Z"), !rest.take("z") {
            let isEast = rest.take("+")
            guard isEast || rest.take("-"), let hours = rest.number(2), rest.take(":"),
                let minutes = rest.number(2)
            else { return nil }
            offset = (hours * 60 + minutes) * (isEast ? 1 : -1)
        }
        guard rest.isEmpty else { return nil }
        let local = ((date.daysSince1970 * 24 + hour) * 60 + minute) * 60 + second
        return (local - offset * 60) * 1_000_000 + fraction
    }
}

/// What is left of a text with digits.
private struct TimeDigits {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isEmpty: Bool { rest.isEmpty }

    /// Whether this character comes next, which is then taken.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// The next so many digits as a number.
    mutating func number(_ count: Int) -> Int64? {
        var number: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// The next one to nine digits as millionths, of which six count.
    mutating func fraction() -> Int64? {
        var (number, count): (Int64, Int) = (0, 0)
        while count < 9, let digit = digit() {
            if count < 6 { number = number * 10 + digit }
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in min(count, 6)..<6 { number *= 10 }
        return number
    }

    private mutating func digit() -> Int64? {
        guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
            return nil
        }
        rest.removeFirst()
        return Int64(byte - UInt8(ascii: "0"))
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

    init?(year: Int64, month: Int64, day: Int64) {
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
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
