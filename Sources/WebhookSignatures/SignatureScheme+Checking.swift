extension SignatureScheme {
    private static let digits: ClosedRange<UInt8> = 0x30...0x39

    /// Refuses what could not verify, or would verify less than it seems to.
    func check() throws(SignatureSchemeError) {
        let (format, content) = (Template(format), Template(content))
        try Self.check(
            format,
            "format",
            known: ["timestamp", "signature"],
            needed: "signature"
        )
        try Self.check(content, "content", known: ["id", "timestamp", "body"], needed: "body")
        let elements = SignatureFormat(self).elements
        if elements.count > 1, elements.contains(where: \.beginsWithField) {
            throw .malformed(member: "format", rule: "Let each part begin with a name, such as t=.")
        }
        try checkTime(format, content)
        if signsID, idHeaders.isEmpty {
            throw .malformed(member: "id.from", rule: "Say which header {id} is read from.")
        }
    }

    private static func check(
        _ template: Template,
        _ member: String,
        known: [String],
        needed: String
    ) throws(SignatureSchemeError) {
        let fields = template.fields
        let hasStrayBrace = template.parts.contains { part in
            guard case .literal(let bytes) = part else { return false }
            return bytes.contains { "{}".utf8.contains($0) }
        }
        guard fields.allSatisfy(known.contains), Set(fields).count == fields.count, !hasStrayBrace
        else {
            let names = known.map { "{\($0)}" }.joined(separator: ", ")
            throw .malformed(member: member, rule: "Use each of \(names) once at most.")
        }
        guard fields.contains(needed) else {
            throw .malformed(member: member, rule: "Put {\(needed)} into it.")
        }
        if template.hasTouchingFields {
            throw .malformed(member: member, rule: "Part its fields by a character.")
        }
    }

    private func checkTime(
        _ format: Template,
        _ content: Template
    ) throws(SignatureSchemeError) {
        if time?.from == .signature, !format.fields.contains("timestamp") {
            throw .malformed(member: "format", rule: "Put {timestamp} into it.")
        }
        if time != nil, !signsTime {
            throw .malformed(
                member: "content",
                rule: "Put {timestamp} into it; a time that is not signed protects nothing."
            )
        }
        guard content.fields.contains("timestamp") else { return }
        switch time?.from {
        case .signature, .header: break
        case nil, .body:
            throw .malformed(
                member: "timestamp.from",
                rule: "Say where {timestamp} is read from: signature or header:NAME."
            )
        }
        if content.bytesBeside("timestamp").contains(where: Self.digits.contains) {
            throw .malformed(member: "content", rule: "Part {timestamp} by something but a digit.")
        }
    }
}

extension Template {
    fileprivate var beginsWithField: Bool {
        if case .field = parts.first { true } else { false }
    }
}
