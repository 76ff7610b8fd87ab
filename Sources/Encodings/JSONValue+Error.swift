/// Why bytes were rejected as JSON; repeats nothing of their content but a member's name.
package enum JSONError: ExplainedError, Equatable {
    /// Not RFC 8259, or not UTF-8; the offset counts bytes from 0.
    case malformed(offset: Int)
    /// Two members of one object have the same name.
    case duplicateMember(String)
    /// Arrays and objects nest deeper than `JSONValue.depthLimit`.
    case tooDeep

    /// A fixed word per case.
    package var code: String {
        switch self {
        case .malformed: "json-malformed"
        case .duplicateMember: "json-duplicate-member"
        case .tooDeep: "json-too-deep"
        }
    }

    /// Names neither values nor members, since they may be secret.
    package var message: String {
        switch self {
        case .malformed(let offset): "The body is not JSON from byte \(offset) on."
        case .duplicateMember: "An object has two members with the same name."
        case .tooDeep: "Arrays and objects are nested more than \(JSONValue.depthLimit) deep."
        }
    }

    package var hint: String {
        switch self {
        case .malformed: "Send one JSON value in UTF-8, without a byte order mark."
        case .duplicateMember: "Name each member of an object once."
        case .tooDeep: "Send a less deeply nested value."
        }
    }
}
