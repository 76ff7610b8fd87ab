internal import Encodings
internal import SyncModel
internal import Yams

/// Why a value is not allowed; the end of a sentence that begins with the place.
struct FieldError: Error {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}

/// Reads single values of a file in the form that their rule requires.
enum FieldForm {
    static func value(_ node: Node, _ form: FieldRule.Form) throws(FieldError) -> JSONValue {
        if form == .bool {
            guard let bool = node.bool else { throw FieldError("must be true or false.") }
            return .bool(bool)
        }
        if case .integer(let range) = form {
            guard let number = node.int, range.contains(Int64(number)) else {
                let limit = range.upperBound == .max ? "on" : "to \(range.upperBound)"
                throw FieldError("must be a whole number from \(range.lowerBound) \(limit).")
            }
            return .number(String(number))
        }
        return .string(try text(node, form))
    }

    private static func text(_ node: Node, _ form: FieldRule.Form) throws(FieldError) -> String {
        guard let text = node.scalar?.string else {
            throw FieldError("must be a text; quote it if it contains braces or brackets.")
        }
        return try value(text, form)
    }

    /// Normalizes a text as the server does, without white space at its ends.
    ///
    /// - Throws: `FieldError` if the server would refuse the text.
    static func value(_ given: String, _ form: FieldRule.Form) throws(FieldError) -> String {
        let text = given.trimmed
        switch form {
        case .slug(let limit):
            guard text.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil, text.count <= limit
            else {
                throw FieldError("must consist of lower-case letters, digits and hyphens.")
            }
        case .word(let words):
            guard words.contains(text) else {
                throw FieldError("must be one of \(words.joined(separator: ", ")).")
            }
        case .keySchema: if KeySchema(text) == nil { throw FieldError(KeySchema.rule) }
        case .text(let limit), .account(let limit):
            guard (1...limit).contains(text.count) else {
                throw FieldError("must be a text of 1 to \(limit) characters.")
            }
        case .folderPath, .address: return try normalized(text, form)
        case .bool, .integer, .scheme, .secret, .secrets: break
        }
        if case .account = form { return text.asAccountID }
        return text
    }

    private static func normalized(
        _ text: String,
        _ form: FieldRule.Form
    ) throws(FieldError) -> String {
        do {
            return form == .folderPath
                ? try FolderPath.normalized(secretPath: text)
                // Whether `http` is allowed is checked with the member that permits it.
                : try KMSAccess.checkedBaseURL(text, allowsInsecureHTTP: true)
        } catch let error as any ExplainedError {
            throw FieldError("\(error.message) \(error.hint)")
        } catch {
            throw FieldError("cannot be read.")
        }
    }

    static func reference(_ node: Node) throws(FieldError) -> SecretReference {
        guard let reference = node.scalar.flatMap({ SecretReference($0.string) }) else {
            // The text may be the secret itself and is not repeated.
            throw FieldError(
                "must be a reference, env:NAME or file:PATH; this file never contains secrets."
            )
        }
        return reference
    }

    static func scheme(_ node: Node) throws(FieldError) -> JSONValue {
        guard node.mapping != nil else { throw FieldError("must be a mapping.") }
        return FlatMembers.object(try members(node))
    }

    private static func members(_ node: Node) throws(FieldError) -> JSONValue {
        var members: [JSONValue.Member] = []
        for (key, value) in node.mapping ?? [:] {
            let name = key.string ?? ""
            if value.mapping != nil {
                members.append(.init(name: name, value: try self.members(value)))
            } else if let text = value.scalar?.string {
                members.append(.init(name: name, value: .string(text)))
            } else {
                throw FieldError("has a member \(name) that is not a text.")
            }
        }
        return .object(members)
    }
}

extension String {
    fileprivate var trimmed: String {
        let start = drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
