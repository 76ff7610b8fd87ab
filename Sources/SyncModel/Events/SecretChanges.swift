package import Encodings

/// One key that was set, with everything but its value.
package struct SecretEntry: Sendable, Equatable {
    /// The secret's name in its folder.
    package var key: String
    /// The keyed digest of the value.
    package var fingerprint: Fingerprint
    /// Whether the value is blank, which Checkly does not accept.
    package var isBlank: Bool
    /// The sender's version of this key, if it sends one; decides the order of changes.
    package var version: Int64?
    /// The index of the sealed value in its event.
    package var slot: Int

    /// Makes an entry for a value that is sealed in slot `slot`.
    package init(
        key: String,
        fingerprint: Fingerprint,
        isBlank: Bool,
        version: Int64?,
        slot: Int
    ) {
        self.key = key
        self.fingerprint = fingerprint
        self.isBlank = isBlank
        self.version = version
        self.slot = slot
    }
}

/// A change of one key.
package enum SecretChange: Sendable, Equatable {
    case set(SecretEntry)
    case delete(key: String, version: Int64?)
}

extension SecretChange {
    /// The key that was set or deleted.
    package var key: String {
        switch self {
        case .set(let entry): entry.key
        case .delete(let key, _): key
        }
    }

    /// The sender's version of the key; nil if it sends none.
    package var version: Int64? {
        switch self {
        case .set(let entry): entry.version
        case .delete(_, let version): version
        }
    }
}

extension SecretEntry: CanonicalCodable {
    /// As recorded; `blank` is omitted unless it is true.
    package var canonical: CanonicalValue {
        .object([
            "key": .text(key),
            "slot": .integer(Int64(slot)),
            "blank": isBlank ? .bool(true) : nil,
            "version": .optional(version),
            "fingerprint": .text(fingerprint.text),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            key: try canonical.text("key"),
            fingerprint: Fingerprint(text: try canonical.text("fingerprint")),
            isBlank: canonical.optionalMember("blank") == .bool(true),
            version: try canonical.optionalInteger("version"),
            slot: Int(try canonical.integer("slot"))
        )
    }
}

extension SecretChange: CanonicalCodable {
    /// As recorded: an entry with `op` set to `set`, or a key with `op` set to `delete`.
    package var canonical: CanonicalValue {
        switch self {
        case .set(let entry):
            guard case .map(var members) = entry.canonical else { return entry.canonical }
            members["op"] = .text("set")
            return .map(members)
        case .delete(let key, let version):
            return .object([
                "op": .text("delete"), "key": .text(key), "version": .optional(version),
            ])
        }
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        switch try canonical.text("op") {
        case "set": self = .set(try SecretEntry(canonical: canonical))
        case "delete":
            self = .delete(
                key: try canonical.text("key"),
                version: try canonical.optionalInteger("version")
            )
        default: throw .wrongKind(member: "op")
        }
    }
}
