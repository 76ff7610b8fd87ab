internal import SyncModel

extension BodyFields {
    /// One of the words of a type.
    mutating func word<T: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        as type: T.Type = T.self
    ) -> T? {
        guard let value = value(name) else { return nil }
        let allowed = T.allCases.map { "'\($0.rawValue)'" }.joined(separator: " | ")
        guard let text = value.string else {
            refuseType(name, expected: allowed)
            return nil
        }
        guard let word = T(rawValue: text) else {
            refuse(
                name,
                "Invalid enum value. Expected \(allowed), received '\(text.prefix(64))'",
                .invalidEnumValue
            )
            return nil
        }
        return word
    }

    /// A UUID that must be there, in lower case.
    mutating func uuid(_ name: String) -> String {
        guard value(name) != nil else {
            refuseMissing(name, expected: "string")
            return ""
        }
        return optionalUUID(name) ?? ""
    }

    mutating func optionalUUID(_ name: String) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else {
            refuseType(name, expected: "string")
            return nil
        }
        if !text.isUUID { refuse(name, "Invalid uuid", .invalidString) }
        return text.lowercased()
    }

    /// - Throws: `APIError` 422 when anything was wrong.
    func finish() throws(APIError) {
        if !issues.isEmpty { throw .invalid(issues) }
    }
}

extension JSONValue? {
    /// The type of a value, as the messages of Hanzo KMS name it.
    var kind: String {
        switch self {
        case nil: "undefined"
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension String {
    var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
