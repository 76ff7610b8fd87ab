extension CanonicalValue {
    /// The map with the members of another map added; members of `other` replace members of the
    /// same name.
    package func adding(_ other: CanonicalValue) -> CanonicalValue {
        guard case .map(let members) = other else { return self }
        return adding(members)
    }

    /// The map with further members added; they replace members of the same name.
    package func adding(_ members: CanonicalMap) -> CanonicalValue {
        guard case .map(var map) = self else { return self }
        for member in members { map[member.name] = member.value }
        return .map(map)
    }
}
