package import Encodings
internal import SyncModel

extension SignatureScheme {
    /// The members of a custom scheme from the API, with nested names joined by a full stop.
    ///
    /// A null member counts as absent.
    ///
    /// - Returns: The argument for `configured(_:)`.
    /// - Throws: `SignatureSchemeError` for a value that is neither a string nor an object of
    ///   strings, and for a timestamp or id without `from`. Nothing is ignored, because the ignored
    ///   part could be what makes the scheme safe.
    package static func members(
        of scheme: JSONValue
    ) throws(SignatureSchemeError) -> [String: String] {
        guard let all = scheme.members else {
            throw .malformed(member: "scheme", rule: "Give an object.")
        }
        var members: [String: String] = [:]
        for member in all where !member.value.isNull {
            guard let inner = member.value.members else {
                try add(member, named: member.name, to: &members)
                continue
            }
            for part in inner where !part.value.isNull {
                try add(part, named: "\(member.name).\(part.name)", to: &members)
            }
            if members["\(member.name).from"] == nil, let rule = whereFrom[member.name] {
                throw .malformed(member: member.name, rule: rule)
            }
        }
        return members
    }

    private static func add(
        _ member: JSONValue.Member,
        named name: String,
        to members: inout [String: String]
    ) throws(SignatureSchemeError) {
        guard let text = member.value.string else {
            throw .malformed(member: name, rule: "Give a string.")
        }
        guard members.updateValue(text, forKey: name) == nil else {
            throw .malformed(member: name, rule: "Give it once.")
        }
    }
}
