internal import Encodings

extension SignatureScheme {
    private static let digits: ClosedRange<UInt8> = 0x30...0x39

    /// Rejects a scheme that could not verify, or would verify less than it appears to.
    func check() throws(SignatureSchemeError) {
        let (form, content) = (Template(format), Template(content))
        try Self.check(
            form,
            "format",
            known: ["timestamp", "signature"],
            needed: "signature"
        )
        try Self.check(content, "content", known: ["id", "timestamp", "body"], needed: "body")
        let elements = SignatureFormat(self).elements
        if elements.count > 1, elements.contains(where: \.beginsWithField) {
            throw .malformed(member: "format", rule: "Start each part with a name, such as t=.")
        }
        try checkText()
        try checkEnds(form)
        try checkTime(form, content)
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
            throw .malformed(member: member, rule: "Separate its fields by a character.")
        }
    }

    /// A header's value is printable and has no blanks at its ends.
    private func checkText() throws(SignatureSchemeError) {
        let bytes = format.utf8
        let isPrintable = bytes.allSatisfy { (0x20...0x7E).contains($0) }
        guard isPrintable, bytes.first != 0x20, bytes.last != 0x20 else {
            throw .malformed(
                member: "format",
                rule: "Use printable ASCII without blanks at either end, as headers require."
            )
        }
    }

    /// The character after a field must not be one that the field can contain, or the field could
    /// end early.
    private func checkEnds(_ format: Template) throws(SignatureSchemeError) {
        let inSignature =
            switch encoding {
            case .hex: "0123456789abcdefABCDEF"
            case .base64: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
            }
        for (field, alphabet) in [("signature", inSignature), ("timestamp", "0123456789")]
        where format.bytesAfter(field).contains(where: alphabet.utf8.contains) {
            throw .malformed(
                member: "format",
                rule: "End {\(field)} with a character that cannot occur in it."
            )
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
            throw .malformed(
                member: "content",
                rule: "Separate {timestamp} by something other than a digit."
            )
        }
    }
}

extension Template {
    var beginsWithField: Bool {
        if case .field = parts.first { true } else { false }
    }
}
