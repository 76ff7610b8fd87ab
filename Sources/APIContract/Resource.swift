package import Encodings

/// A resource, or a part of one, as a table of its fields.
package struct Resource<Whole: Sendable>: Sendable {
    /// What a body without members describes.
    let blank: Whole
    /// Its fields, each bound to its place.
    package let members: [Member<Whole>]

    /// - Parameters:
    ///   - blank: Contains the defaults of optional fields.
    ///   - members: The members, in the order in which problems are reported and fields are listed.
    package init(blank: Whole, _ members: [Member<Whole>]) {
        self.blank = blank
        self.members = members.map { member in
            guard case .optional = member.field.presence, member.field.usual == nil else {
                return member
            }
            var member = member
            member.field.usual = member.write(blank)
            return member
        }
    }

    /// Its fields, in the order in which problems are told.
    package var fields: [Field] { members.map(\.field) }

    /// Reads the members of a body; what is wrong with them is recorded in `fields`.
    package func read(_ fields: inout BodyFields, for act: Field.Act) -> Whole {
        var whole = blank
        for member in members { member.read(&fields, &whole, member.field, act) }
        return whole
    }

    /// The resource as the API shows it; members without a value are omitted.
    package func canonical(_ whole: Whole) -> CanonicalValue {
        var shown = CanonicalMap()
        for member in members where member.field.isShown {
            shown[member.field.name] = member.write(whole)
        }
        return .map(shown)
    }
}
