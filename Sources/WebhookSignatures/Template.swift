/// Text with fields in braces, such as `t={timestamp},v1={signature}`.
struct Template: Sendable, Equatable {
    enum Part: Sendable, Equatable {
        case literal([UInt8])
        case field(String)
    }

    let parts: [Part]

    init(_ text: some StringProtocol) {
        var parts: [Part] = []
        var rest = Array(text.utf8)[...]
        while let open = rest.firstIndex(of: UInt8(ascii: "{")),
            let close = rest[open...].firstIndex(of: UInt8(ascii: "}"))
        {
            if open > rest.startIndex { parts.append(.literal(Array(rest[..<open]))) }
            parts.append(.field(String(decoding: rest[(open + 1)..<close], as: UTF8.self)))
            rest = rest[(close + 1)...]
        }
        if !rest.isEmpty { parts.append(.literal(Array(rest))) }
        self.parts = parts
    }

    /// The names of its fields in order.
    var fields: [String] {
        parts.compactMap { if case .field(let name) = $0 { name } else { nil } }
    }

    /// Fills in the signed content; a missing field is empty.
    func filled(timestamp: String?, id: String?, body: [UInt8]) -> [[UInt8]] {
        parts.map { part in
            switch part {
            case .literal(let bytes): bytes
            case .field("body"): body
            case .field("timestamp"): Array((timestamp ?? "").utf8)
            case .field("id"): Array((id ?? "").utf8)
            case .field: []
            }
        }
    }

    /// The fields of a text; nil if the text does not match the template.
    ///
    /// A field ends at the first occurrence of the literal after it.
    func match(_ text: ArraySlice<UInt8>) -> [(name: String, text: ArraySlice<UInt8>)]? {
        var rest = text
        var fields: [(name: String, text: ArraySlice<UInt8>)] = []
        for (index, part) in parts.enumerated() {
            switch part {
            case .literal(let literal):
                guard rest.starts(with: literal) else { return nil }
                rest = rest.dropFirst(literal.count)
            case .field(let name):
                var end = rest.endIndex
                if index + 1 < parts.count, case .literal(let next) = parts[index + 1] {
                    guard let found = rest.firstRange(of: next) else { return nil }
                    end = found.lowerBound
                }
                fields.append((name, rest[..<end]))
                rest = rest[end...]
            }
        }
        return rest.isEmpty ? fields : nil
    }

    /// The bytes directly beside a field that separate it from other fields.
    func bytesBeside(_ field: String) -> Set<UInt8> {
        var found: Set<UInt8> = []
        for index in parts.indices where parts[index] == .field(field) {
            if index + 1 < parts.count, case .literal(let next) = parts[index + 1] {
                found.formUnion(next.prefix(1))
            }
            if index > 1, case .literal(let previous) = parts[index - 1] {
                found.formUnion(previous.suffix(1))
            }
        }
        return found
    }

    /// The bytes that end a field.
    func bytesAfter(_ field: String) -> Set<UInt8> {
        var found: Set<UInt8> = []
        for (part, next) in zip(parts, parts.dropFirst()) where part == .field(field) {
            if case .literal(let literal) = next { found.formUnion(literal.prefix(1)) }
        }
        return found
    }

    /// Whether two fields are adjacent, so that bytes could move between them unnoticed.
    var hasTouchingFields: Bool {
        zip(parts, parts.dropFirst())
            .contains { pair in
                if case (.field, .field) = pair { true } else { false }
            }
    }
}
