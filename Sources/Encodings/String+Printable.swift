extension Unicode.Scalar {
    /// Whether it changes the direction or the lines of the text around it: Unicode's marks, embeddings, overrides and
    /// isolates of direction, and its two separators.
    fileprivate var isDirectionOrSeparator: Bool {
        switch value {
        case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Whether it is of the general category Cc: C0, delete or C1.
    package var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }

    /// Whether a terminal may take it for a command, or for anything but itself.
    package var isUnprintable: Bool { isControl || isDirectionOrSeparator }
}

extension String {
    /// The text with every control and direction character as JSON escapes it, such as `\u202e`.
    ///
    /// In text that is JSON it leaves the value as it is. What is in `kept` is left.
    package func printable(keeping kept: Set<Unicode.Scalar> = []) -> String {
        guard utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) else { return self }
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar.isUnprintable, !kept.contains(scalar) {
                let digits = String(scalar.value, radix: 16)
                text.append(
                    contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))"
                        .unicodeScalars
                )
                text.append(contentsOf: digits.unicodeScalars)
            } else {
                text.append(scalar)
            }
        }
        return String(text)
    }
}
