/// What a signature header looks like, without what it holds: `t=1790000000,v1=<64 hex>`.
///
/// Labels and times stay, everything else is counted.
package enum SignatureShape {
    /// Characters of a header that are looked at.
    private static let lengthLimit = 512
    private static let parting: Set<Character> = [",", ";", " ", ":"]
    private static let labels: Set<Substring> = [
        "t", "ts", "v0", "v1", "v1a", "v2", "h1", "s", "sha1", "sha256", "sha512",
    ]

    /// The shape of a header's value.
    package static func shape(of value: String) -> String {
        var shape = ""
        var element: Substring = ""
        for character in value.prefix(lengthLimit) {
            if parting.contains(character) {
                shape += masked(element) + String(character)
                element = ""
            } else {
                element.append(character)
            }
        }
        return shape + masked(element)
    }

    /// A value of this shape that can be read as one, each signature being nothing.
    package static func value(of shape: String) -> String {
        shape.replacing(#/<(\d{1,3}) (hex|base64|characters)>/#) { match in
            let count = Int(match.output.1) ?? 0
            if match.output.2 != "base64" { return String(repeating: "0", count: count) }
            // A digest's length in base64 says how much of it is padding: 20, 32 and 64 bytes.
            let padding = [28: 1, 44: 1, 88: 2][count] ?? 0
            return String(repeating: "A", count: count - padding)
                + String(repeating: "=", count: padding)
        }
    }

    private static func masked(_ element: Substring) -> String {
        if element.isEmpty || labels.contains(element) { return String(element) }
        if let equals = element.firstIndex(of: "="), labels.contains(element[..<equals]) {
            return element[...equals] + masked(element[element.index(after: equals)...])
        }
        if isTime(element) { return String(element) }
        return "<\(element.count) \(kind(of: element))>"
    }

    /// Seconds or milliseconds of this age.
    private static func isTime(_ text: Substring) -> Bool {
        (text.count == 10 || text.count == 13)
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func kind(of text: Substring) -> String {
        if text.allSatisfy(\.isHexDigit) { return "hex" }
        let isBase64 = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || "+/=_-".utf8.contains($0)
        }
        return isBase64 ? "base64" : "characters"
    }
}
