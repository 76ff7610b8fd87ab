extension Unicode.Scalar {
    /// Whether it changes the direction or lines of surrounding text: Unicode's directional marks,
    /// embeddings, overrides and isolates, and its two separators.
    fileprivate var isDirectionOrSeparator: Bool {
        switch value {
        case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Whether its general category is Cc: C0, delete or C1.
    package var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }

    /// Whether a terminal might interpret it instead of showing it.
    package var isUnprintable: Bool { isControl || isDirectionOrSeparator }
}

extension String {
    /// The text with every control and direction character escaped as in JSON, such as `\u202e`.
    ///
    /// The escapes do not change the value of text that is JSON. Characters in `kept` stay as they
    /// are.
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
