internal import SyncModel

/// Reads the members of a request body and gathers everything wrong with it.
struct BodyFields {
    let body: JSONValue
    private(set) var issues: [APIError.Issue] = []
    private let path: [String]

    init(_ body: JSONValue, path: [String] = []) {
        self.body = body
        self.path = path
    }

    mutating func refuse(_ name: String, _ message: String) {
        issues.append(.init(path: path + [name], message: message))
    }

    mutating func adopt(_ other: BodyFields) {
        issues += other.issues
    }

    /// The member, nil where it is absent or null.
    func value(_ name: String) -> JSONValue? {
        guard let value = body[name], !value.isNull else { return nil }
        return value
    }

    mutating func optionalText(_ name: String, limit: Int, tooLong: String? = nil) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string?.trimmed else {
            refuse(name, "Expected string")
            return nil
        }
        if text.count > limit {
            refuse(name, tooLong ?? "String must contain at most \(limit) character(s)")
        }
        return text
    }

    mutating func text(_ name: String, limit: Int, missing: String = "Required") -> String {
        let text = optionalText(name, limit: limit)
        if text?.isEmpty ?? true, issues.last?.path.last != name { refuse(name, missing) }
        return text ?? ""
    }

    mutating func slug(_ name: String, limit: Int) -> String {
        let text = text(
            name,
            limit: limit,
            missing: "\(name) field must be at least 1 lowercase character"
        )
        if !text.isEmpty, text.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) == nil {
            refuse(
                name,
                "\(name) field can only contain lowercase letters, numbers, and hyphens"
            )
        }
        return text
    }

    mutating func bool(_ name: String) -> Bool? {
        guard let value = value(name) else { return nil }
        if value.bool == nil { refuse(name, "Expected boolean") }
        return value.bool
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let value = value(name) else { return nil }
        guard let number = value.integer, range.contains(number) else {
            refuse(name, "Expected an integer from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    mutating func word<T: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        as type: T.Type = T.self
    ) -> T? {
        guard let value = value(name) else { return nil }
        guard let word = value.string.flatMap(T.init) else {
            let allowed = T.allCases.map { "'\($0.rawValue)'" }.joined(separator: " | ")
            refuse(name, "Invalid enum value. Expected \(allowed)")
            return nil
        }
        return word
    }

    /// - Throws: `APIError` 422 when anything was wrong.
    func finish() throws(APIError) {
        if !issues.isEmpty { throw .invalid(issues) }
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
