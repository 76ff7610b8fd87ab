extension CanonicalValue {
    /// The named member of a map.
    ///
    /// - Throws: `CanonicalError.missing` if there is none.
    package func member(_ name: String) throws(CanonicalError) -> CanonicalValue {
        guard case .map(let map) = self, let value = map[name] else {
            throw .missing(member: name)
        }
        return value
    }

    /// The named member; nil if the map has none or it is null.
    package func optionalMember(_ name: String) -> CanonicalValue? {
        guard case .map(let map) = self, let value = map[name], value != .null else { return nil }
        return value
    }

    /// The named member as text.
    package func text(_ name: String) throws(CanonicalError) -> String {
        guard case .text(let text) = try member(name) else { throw .wrongKind(member: name) }
        return text
    }

    /// The named member as text; nil if it is absent or null.
    package func optionalText(_ name: String) throws(CanonicalError) -> String? {
        guard let value = optionalMember(name) else { return nil }
        guard case .text(let text) = value else { throw .wrongKind(member: name) }
        return text
    }

    /// The named member as an integer.
    package func integer(_ name: String) throws(CanonicalError) -> Int64 {
        guard case .integer(let integer) = try member(name) else {
            throw .wrongKind(member: name)
        }
        return integer
    }

    /// The named member as an integer; nil if it is absent or null.
    package func optionalInteger(_ name: String) throws(CanonicalError) -> Int64? {
        guard let value = optionalMember(name) else { return nil }
        guard case .integer(let integer) = value else { throw .wrongKind(member: name) }
        return integer
    }

    /// The named member as a truth value.
    package func bool(_ name: String) throws(CanonicalError) -> Bool {
        guard case .bool(let bool) = try member(name) else { throw .wrongKind(member: name) }
        return bool
    }

    /// The named member as bytes.
    package func bytes(_ name: String) throws(CanonicalError) -> [UInt8] {
        guard case .bytes(let bytes) = try member(name) else { throw .wrongKind(member: name) }
        return bytes
    }

    /// The named member as a list.
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

    /// The named member as a map.
    package func members(_ name: String) throws(CanonicalError) -> CanonicalMap {
        guard case .map(let map) = try member(name) else { throw .wrongKind(member: name) }
        return map
    }

    /// The named member, decoded as `T`.
    package func value<T: CanonicalCodable>(
        _ name: String,
        as type: T.Type = T.self
    ) throws(CanonicalError) -> T {
        try T(canonical: try member(name))
    }

    /// The named member as a list whose elements are decoded as `T`.
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

    /// The named member as a case of an enumeration with raw text values.
    package func word<T: RawRepresentable<String>>(
        _ name: String,
        as type: T.Type = T.self
    ) throws(CanonicalError) -> T {
        guard let word = T(rawValue: try text(name)) else { throw .wrongKind(member: name) }
        return word
    }
}
