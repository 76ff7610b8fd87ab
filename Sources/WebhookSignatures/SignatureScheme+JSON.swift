package import Encodings
internal import SyncModel

extension SignatureScheme {
    /// The members of a custom scheme as the API takes it, nested ones joined by a full stop.
    ///
    /// A member that is null counts as absent.
    ///
    /// - Returns: What `configured(_:)` reads.
    /// - Throws: `SignatureSchemeError` for a value that is neither a string nor an object of strings, and for a
    ///   timestamp or an id without its `from`; nothing of a scheme is passed over, since what is left out could be
    ///   what makes it safe.
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
