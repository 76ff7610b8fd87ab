/// A JSON value as it was written (RFC 8259), parsed strictly.
///
/// Numbers stay literals and members keep their order. An object has no two members of one name; two spellings that
/// Unicode takes for one text count as one name (`NameKey`).
package enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// The literal, such as `-1.5e3`.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// One name and its value in an object.
    package struct Member: Sendable, Equatable {
        package var name: String
        package var value: JSONValue

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The named member of an object; nil where there is none, and for every other value.
    package subscript(_ name: String) -> JSONValue? {
        // Of the same length first: other names, however long, cost nothing.
        members?.first { $0.name.utf8.count == name.utf8.count && $0.name == name }?.value
    }

    /// Whether it is a string of exactly these bytes, however long it is.
    package func isText(_ text: String) -> Bool { string?.isSpelled(text) == true }

    /// The text of a string; nil for every other value.
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The number, if it is written without fraction and exponent and fits 64 bits.
    package var integer: Int64? {
        guard case .number(let literal) = self else { return nil }
        return Int64(literal)
    }

    /// The truth value; nil for every other value.
    package var bool: Bool? {
        guard case .bool(let bool) = self else { return nil }
        return bool
    }

    /// The elements of an array; nil for every other value.
    package var array: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The members of an object in the order written; nil for every other value.
    package var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// Whether it is `null`.
    package var isNull: Bool { self == .null }
}
