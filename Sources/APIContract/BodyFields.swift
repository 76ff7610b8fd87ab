package import Encodings

/// Reads the members of a request body, or the parameters of a query, and gathers everything wrong
/// with them.
///
/// Codes and messages are those of the validator Hanzo KMS uses. An optional member that is null
/// counts as absent.
package struct BodyFields {
    /// The object whose members are read.
    package let body: JSONValue
    /// Everything found wrong so far, in the order of reading.
    package private(set) var issues: [Issue] = []
    private let path: [String]

    /// Nothing is read yet; `path` has the names of the members around the object.
    package init(_ body: JSONValue, path: [String] = []) {
        self.body = body
        self.path = path
    }

    /// Notes what is wrong with a member.
    package mutating func refuse(_ name: String, _ message: String, _ code: Issue.Code = .custom) {
        issues.append(.init(code: code, path: path + [name], message: message))
    }

    /// Takes over what was found wrong in an object inside.
    package mutating func adopt(_ other: BodyFields) {
        issues += other.issues
    }

    /// The member; nil if it is absent or null.
    package func value(_ name: String) -> JSONValue? {
        guard let value = body[name], !value.isNull else { return nil }
        return value
    }

    /// Records that a value has another type than expected.
    package mutating func refuseType(_ name: String, expected: String) {
        refuse(name, "Expected \(expected), received \(body[name].kind)", .invalidType)
    }

    /// Records that a required member is absent or null.
    package mutating func refuseMissing(
        _ name: String,
        expected: String,
        _ message: String = "Required"
    ) {
        if body[name] == nil {
            refuse(name, message, .invalidType)
        } else {
            refuseType(name, expected: expected)
        }
    }

    /// A text without the white space around it, of at most `limit` UTF-16 units, as Hanzo KMS
    /// counts.
    ///
    /// `empty` is the message for an empty text; nil accepts it. Texts that may have lines may
    /// contain line breaks and tabs; no text may contain other control characters.
    package mutating func optionalText(
        _ name: String,
        limit: Int,
        tooLong: String? = nil,
        empty: String? = nil,
        mayHaveLines: Bool = false
    ) -> String? {
        guard let value = value(name) else { return nil }
        guard var text = value.string?.trimmed else {
            refuseType(name, expected: "string")
            return nil
        }
        if text.utf16.count > limit {
            refuse(name, tooLong ?? "String must contain at most \(limit) character(s)", .tooBig)
            // Further checks see no more than the limit.
            text = String(text.unicodeScalars.prefix(limit))
        }
        if text.unicodeScalars.contains(where: { Self.isControl($0, mayHaveLines) }) {
            refuse(name, "String must not contain control characters", .invalidString)
        }
        if text.isEmpty, let empty { refuse(name, empty, .tooSmall) }
        return text
    }

    /// A required text; `missing` is the message if it is absent or empty.
    package mutating func text(
        _ name: String,
        limit: Int,
        tooLong: String? = nil,
        missing: String = "Required"
    ) -> String {
        guard value(name) != nil else {
            refuseMissing(name, expected: "string", missing)
            return ""
        }
        return optionalText(name, limit: limit, tooLong: tooLong, empty: missing) ?? ""
    }

    /// The new value of a member: nil if it is absent, nil inside if it is null.
    package mutating func nullableText(
        _ name: String,
        limit: Int,
        tooLong: String? = nil,
        mayHaveLines: Bool = false
    ) -> String?? {
        if body[name]?.isNull == true { return .some(nil) }
        return optionalText(name, limit: limit, tooLong: tooLong, mayHaveLines: mayHaveLines)
            .map(String?.some)
    }

    /// A slug that must be there, without the white space around it.
    package mutating func slug(_ name: String, limit: Int) -> String {
        guard value(name) != nil else {
            refuseMissing(name, expected: "string")
            return ""
        }
        let text = optionalText(
            name,
            limit: limit,
            tooLong: "\(name) field must be at most \(limit) lowercase characters",
            empty: "\(name) field must be at least 1 lowercase character"
        )
        if let text, !text.isEmpty, !Self.isSlug(text) {
            refuse(
                name,
                "\(name) field can only contain lowercase letters, numbers, and hyphens"
            )
        }
        return text ?? ""
    }

    /// Whether a scalar has the general category Cc and is not an allowed line break or tab.
    private static func isControl(_ scalar: Unicode.Scalar, _ mayHaveLines: Bool) -> Bool {
        if mayHaveLines, ["\n", "\r", "\t"].contains(scalar) { return false }
        return scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }

    /// Whether the text consists of ASCII lower-case letters and digits in groups separated by
    /// single hyphens.
    private static func isSlug(_ text: String) -> Bool {
        let groups = text.utf8.split(
            separator: UInt8(ascii: "-"),
            omittingEmptySubsequences: false
        )
        return groups.allSatisfy { group in
            !group.isEmpty
                && group.allSatisfy { byte in
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                }
        }
    }

    /// True or false; nil where it is absent, or neither.
    package mutating func bool(_ name: String) -> Bool? {
        guard let value = value(name) else { return nil }
        if value.bool == nil { refuseType(name, expected: "boolean") }
        return value.bool
    }

    /// A whole number within limits; nil where it is absent, or none.
    package mutating func integer(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let value = value(name) else { return nil }
        guard let number = value.integer, range.contains(number) else {
            refuse(name, "Expected an integer from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }
}
