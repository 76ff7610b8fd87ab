internal import Encodings
internal import SyncModel

/// A value in a body with its location, so that errors can name the location instead of the value.
struct JSONCursor {
    /// The path from the body to a value; turned into text only for errors.
    indirect enum Path {
        case body
        case member(Path, name: String)
        case element(Path, index: Int)
    }

    let value: JSONValue
    let path: Path

    /// A JSON pointer (RFC 6901); empty for the body itself.
    var pointer: String { path.pointer }

    func expected(_ kind: String) -> PayloadError { .expected(kind, at: pointer) }

    /// The named member of an object; `null` if it is absent.
    func member(_ name: String) -> JSONCursor {
        JSONCursor(value: value[name] ?? .null, path: .member(path, name: name))
    }

    func object() throws(PayloadError) -> JSONCursor {
        guard value.members != nil else { throw expected("an object") }
        return self
    }

    func elements() throws(PayloadError) -> [JSONCursor] {
        guard let elements = value.array else { throw expected("an array") }
        return elements.enumerated()
            .map { index, element in
                JSONCursor(value: element, path: .element(path, index: index))
            }
    }

    /// A non-empty text; its length in bytes is checked before anything else.
    func text(
        limit: Int = PayloadLimit.nameByteCount
    ) throws(PayloadError) -> String {
        guard let text = value.string, !text.isEmpty else { throw expected("a non-empty string") }
        return try bounded(text, limit)
    }

    /// The text of a member; builds its path only for an error.
    func text(
        _ member: String,
        limit: Int = PayloadLimit.nameByteCount
    ) throws(PayloadError) -> String {
        if let text = value[member]?.string, !text.isEmpty, text.utf8.count <= limit {
            return text
        }
        return try self.member(member).text(limit: limit)
    }

    func optionalText(
        limit: Int = PayloadLimit.nameByteCount
    ) throws(PayloadError) -> String? {
        if value.isNull { return nil }
        guard let text = value.string else { throw expected("a string") }
        return try bounded(text, limit)
    }

    private func bounded(_ text: String, _ limit: Int) throws(PayloadError) -> String {
        guard text.utf8.count <= limit else {
            throw .textTooLong(byteCount: text.utf8.count, limit: limit, at: pointer)
        }
        return text
    }
}

extension JSONCursor.Path {
    var pointer: String {
        switch self {
        case .body: ""
        case .member(let parent, let name): "\(parent.pointer)/\(name)"
        case .element(let parent, let index): "\(parent.pointer)/\(index)"
        }
    }
}

extension JSONCursor {
    /// A text that may be empty.
    func anyText() throws(PayloadError) -> String {
        guard let text = value.string else { throw expected("a string") }
        return text
    }

    /// The version in a member; nil if it is absent or `null`.
    func version(_ member: String) throws(PayloadError) -> Int64? {
        guard let value = value[member] else { return nil }
        if let version = value.integer, version >= 0 { return version }
        return try self.member(member).version()
    }

    private func version() throws(PayloadError) -> Int64? {
        if value.isNull { return nil }
        guard let version = value.integer, version >= 0 else {
            throw .versionMalformed(at: pointer)
        }
        return version
    }

    /// A folder path in canonical form; a trailing slash is an error.
    func strictPath() throws(PayloadError) -> String {
        let path = try normalizedPath()
        guard value.isText(path) else { throw .pathMalformed(at: pointer) }
        return path
    }

    /// A folder path without its trailing slash.
    func normalizedPath() throws(PayloadError) -> String {
        guard let text = value.string else { throw .pathMalformed(at: pointer) }
        let bounded = try bounded(text, PayloadLimit.pathByteCount)
        guard let path = try? FolderPath.normalized(secretPath: bounded) else {
            throw .pathMalformed(at: pointer)
        }
        return path
    }
}
