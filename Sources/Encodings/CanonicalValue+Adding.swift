extension CanonicalValue {
    /// A map with the members of another one.
    package func adding(_ other: CanonicalValue) -> CanonicalValue {
        guard case .map(let members) = other else { return self }
        return adding(members)
    }

    /// A map with further members.
    package func adding(_ members: CanonicalMap) -> CanonicalValue {
        guard case .map(var map) = self else { return self }
        for member in members { map[member.name] = member.value }
        return .map(map)
    }
}
