extension CanonicalValue {
    /// The named member of a map.
    package func member(_ name: String) throws(CanonicalError) -> CanonicalValue {
        guard case .map(let map) = self, let value = map[name] else {
            throw .missing(member: name)
        }
        return value
    }

    /// The named member, or nil where the map has none.
    package func optionalMember(_ name: String) -> CanonicalValue? {
        guard case .map(let map) = self, let value = map[name], value != .null else { return nil }
        return value
    }

    package func text(_ name: String) throws(CanonicalError) -> String {
        guard case .text(let text) = try member(name) else { throw .wrongKind(member: name) }
        return text
    }

    package func optionalText(_ name: String) throws(CanonicalError) -> String? {
        guard let value = optionalMember(name) else { return nil }
        guard case .text(let text) = value else { throw .wrongKind(member: name) }
        return text
    }

    package func integer(_ name: String) throws(CanonicalError) -> Int64 {
        guard case .integer(let integer) = try member(name) else {
            throw .wrongKind(member: name)
        }
        return integer
    }

    package func optionalInteger(_ name: String) throws(CanonicalError) -> Int64? {
        guard let value = optionalMember(name) else { return nil }
        guard case .integer(let integer) = value else { throw .wrongKind(member: name) }
        return integer
    }

    package func bool(_ name: String) throws(CanonicalError) -> Bool {
        guard case .bool(let bool) = try member(name) else { throw .wrongKind(member: name) }
        return bool
    }

    package func bytes(_ name: String) throws(CanonicalError) -> [UInt8] {
        guard case .bytes(let bytes) = try member(name) else { throw .wrongKind(member: name) }
        return bytes
    }

    package func list(_ name: String) throws(CanonicalError) -> [CanonicalValue] {
        guard case .list(let list) = try member(name) else { throw .wrongKind(member: name) }
        return list
    }

    /// The named member as a list of texts.
    package func texts(_ name: String) throws(CanonicalError) -> [String] {
        var texts: [String] = []
        for element in try list(name) {
            guard case .text(let text) = element else { throw .wrongKind(member: name) }
            texts.append(text)
        }
        return texts
    }

    /// The members of a map.
    package func members(_ name: String) throws(CanonicalError) -> CanonicalMap {
        guard case .map(let map) = try member(name) else { throw .wrongKind(member: name) }
        return map
    }

    /// The named member as a value of its own type.
    package func value<T: CanonicalCodable>(
        _ name: String,
        as type: T.Type = T.self
    ) throws(CanonicalError) -> T {
        try T(canonical: try member(name))
    }

    /// The named member as a list of values of one type.
    package func values<T: CanonicalCodable>(
        _ name: String,
        as type: T.Type = T.self
    ) throws(CanonicalError) -> [T] {
        var values: [T] = []
        for element in try list(name) {
            values.append(try T(canonical: element))
        }
        return values
    }

    /// The named member as one of an enumeration's words.
    package func word<T: RawRepresentable<String>>(
        _ name: String,
        as type: T.Type = T.self
    ) throws(CanonicalError) -> T {
        guard let word = T(rawValue: try text(name)) else { throw .wrongKind(member: name) }
        return word
    }
}
