internal import Encodings

/// Numbers, sizes and times, with their units and limits.
extension SettingForm where Value == Int {
    /// A whole number above 0.
    static var count: Self {
        Self(
            expected: "a number above 0",
            parse: { text in Int(text).flatMap { $0 > 0 ? $0 : nil } },
            text: { "\($0)" }
        )
    }

    /// A number of bytes above 0, in units up to MiB.
    static var byteCount: Self {
        Self(
            expected: "a size such as 512KiB or 1MiB",
            parse: { text in
                for (unit, factor) in [("KiB", 1 << 10), ("MiB", 1 << 20), ("B", 1), ("", 1)]
                where text.hasSuffix(unit) {
                    guard let count = Int(text.dropLast(unit.count)), count > 0 else { continue }
                    let (size, isTooLarge) = count.multipliedReportingOverflow(by: factor)
                    if !isTooLarge { return size }
                }
                return nil
            },
            text: { "\($0)B" }
        )
    }
}

extension SettingForm where Value == Duration {
    /// A time of up to 1,000,000 seconds, minutes or hours, or `0`.
    static var time: Self {
        Self(
            expected: "a time such as 90s, 15m, 1h or 0",
            parse: { text in
                if text == "0" { return .zero }
                for (unit, seconds) in [("s", 1), ("m", 60), ("h", 3600)]
                where text.hasSuffix(unit) {
                    if let count = Int(text.dropLast()), (1...1_000_000).contains(count) {
                        return .seconds(count * seconds)
                    }
                }
                return nil
            },
            text: { $0 == .zero ? "0" : "\($0.components.seconds)s" }
        )
    }
}

extension SettingForm where Value == Duration? {
    /// The time between two repetitions; nil, written `0`, for never.
    static var interval: Self {
        let time = SettingForm<Duration>.time
        return Self(
            expected: time.expected,
            parse: { text in time.parse(text).map { $0 == .zero ? nil : $0 } },
            text: { time.text($0 ?? .zero) }
        )
    }

    /// An age in days or hours; nil, written `0`, for none.
    static var age: Self {
        Self(
            expected: "an age such as 90d, 12h or 0",
            absent: .some(nil),
            parse: { text in
                if text == "0" { return .some(nil) }
                return Duration(age: text).map { $0 }
            },
            text: { age in age.map { "\($0.components.seconds / 3600)h" } }
        )
    }
}
