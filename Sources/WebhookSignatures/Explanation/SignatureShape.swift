/// The shape of a signature header without its content: `t=1790000000,v1=<64 hex>`.
///
/// Labels and times stay; anything else is replaced by its length and kind.
package enum SignatureShape {
    /// The maximum number of bytes of a header to examine.
    private static let lengthLimit = 512
    private static let parting = Array(",; :".utf8)
    private static let labels =
        ["t", "ts", "v0", "v1", "v1a", "v2", "h1", "s", "sha1", "sha256", "sha512"]
        .map { Array($0.utf8) }

    /// The shape of a header's value.
    ///
    /// It compares bytes, because comparing characters of hostile text may take long.
    package static func shape(of value: String) -> String {
        var shape = ""
        var element: [UInt8] = []
        for byte in value.utf8.prefix(lengthLimit) {
            if parting.contains(byte) {
                shape += masked(element[...]) + String(UnicodeScalar(byte))
                element = []
            } else {
                element.append(byte)
            }
        }
        return shape + masked(element[...])
    }

    /// A parsable value of this shape whose signatures are dummies.
    package static func value(of shape: String) -> String {
        shape.replacing(#/<(\d{1,3}) (hex|base64|characters)>/#) { match in
            let count = Int(match.output.1) ?? 0
            if match.output.2 != "base64" { return String(repeating: "0", count: count) }
            // The length in base64 tells the padding of a digest of 20, 32 or 64 bytes.
            let padding = [28: 1, 44: 1, 88: 2][count] ?? 0
            return String(repeating: "A", count: count - padding)
                + String(repeating: "=", count: padding)
        }
    }

    private static func masked(_ element: ArraySlice<UInt8>) -> String {
        if element.isEmpty || isLabel(element) || isTime(element) { return text(element) }
        if let equals = element.firstIndex(of: UInt8(ascii: "=")), isLabel(element[..<equals]) {
            return text(element[...equals]) + masked(element[(equals + 1)...])
        }
        return "<\(text(element).unicodeScalars.count) \(kind(of: element))>"
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    private static func isLabel(_ bytes: ArraySlice<UInt8>) -> Bool {
        labels.contains { $0.elementsEqual(bytes) }
    }

    /// A plausible time in seconds or milliseconds.
    private static func isTime(_ text: ArraySlice<UInt8>) -> Bool {
        (text.count == 10 || text.count == 13) && text.allSatisfy(isDigit)
    }

    private static func kind(of text: ArraySlice<UInt8>) -> String {
        let isHex = text.allSatisfy {
            isDigit($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0)
        }
        if isHex { return "hex" }
        let isBase64 = text.allSatisfy {
            isDigit($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || "+/=_-".utf8.contains($0)
        }
        return isBase64 ? "base64" : "characters"
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
