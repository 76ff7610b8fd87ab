internal import Cryptography

/// A template's pieces: literals, and fields in braces.
enum Template {
    enum Part: Equatable {
        case literal(String)
        case field(String)
    }

    static func parts(of template: String) -> [Part] {
        var parts: [Part] = []
        var rest = Substring(template)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { parts.append(.literal(String(rest[..<open]))) }
            parts.append(.field(String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.literal(String(rest))) }
        return parts
    }
}

/// A signature header taken apart as its scheme's format says.
struct SignatureHeader {
    /// Of the scheme's version; others are passed over.
    ///
    /// Only those of the full length of a digest.
    let signatures: [[UInt8]]
    let timestamp: String?

    /// - Throws: `Refusal.malformedSignature` when no signature of the right form is in it.
    init(_ header: String, scheme: SignatureScheme) throws(Refusal) {
        var found: [[UInt8]] = []
        var timestamps: Set<String> = []
        if let separator = scheme.separator {
            // Each element of the header matches one element of the format.
            let formats = scheme.format.split(separator: scheme.separator ?? " ")
                .map {
                    Template.parts(of: String($0))
                }
            for element in header.split(separator: separator) {
                for format in formats {
                    guard let fields = Self.match(Substring(element), format) else { continue }
                    timestamps.formUnion(fields["timestamp"].map { [$0] } ?? [])
                    if let bytes = fields["signature"].flatMap({ scheme.decode($0) }) {
                        found.append(bytes)
                    }
                }
            }
        } else if let fields = Self.match(header[...], Template.parts(of: scheme.format)) {
            timestamps.formUnion(fields["timestamp"].map { [$0] } ?? [])
            if let bytes = fields["signature"].flatMap({ scheme.decode($0) }) {
                found.append(bytes)
            }
        }
        guard !found.isEmpty, found.count <= 16, timestamps.count <= 1 else {
            throw .malformedSignature
        }
        signatures = found
        timestamp = timestamps.first
    }

    /// The fields of a text, or nil when it is not of the format.
    private static func match(
        _ text: Substring,
        _ parts: [Template.Part]
    ) -> [String: String]? {
        var rest = text
        var fields: [String: String] = [:]
        for (index, part) in parts.enumerated() {
            switch part {
            case .literal(let literal):
                guard rest.hasPrefix(literal) else { return nil }
                rest = rest.dropFirst(literal.count)
            case .field(let name):
                var end = rest.endIndex
                if index + 1 < parts.count, case .literal(let next) = parts[index + 1] {
                    guard let found = rest.firstRange(of: next) else { return nil }
                    end = found.lowerBound
                }
                fields[name] = String(rest[..<end])
                rest = rest[end...]
            }
        }
        return rest.isEmpty ? fields : nil
    }
}

extension SignatureScheme {
    /// A signature's bytes; nil for another encoding or length.
    func decode(_ text: String) -> [UInt8]? {
        let bytes: [UInt8]?
        switch encoding {
        case .hex: bytes = Hex.decode(text)
        case .base64: bytes = Base64.decode(text)
        }
        return bytes?.count == algorithm.byteCount ? bytes : nil
    }
}
