package import Encodings

/// The replacement of one key by another.
package struct KeyRotation: Sendable, Equatable {
    /// The kinds of key that can be rotated.
    package enum Kind: String, Sendable {
        /// The key that wraps all others; identified by its key id.
        case master
        /// The key that signs checkpoints; identified by its public key.
        case checkpoint
        /// The administrator's token; identified by the start of a keyed digest.
        case adminToken = "admin-token"
    }

    /// Which key was replaced.
    package var kind: Kind
    /// The old key: its id, or its C2SP verifier key so that old signatures can still be checked.
    package var from: String
    /// The new key, in the same form as `from`.
    package var to: String

    /// Describes a rotation; `from` and `to` hold no secret key.
    package init(kind: Kind, from: String, to: String) {
        self.kind = kind
        self.from = from
        self.to = to
    }
}

extension KeyRotation: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object(["kind": .text(kind.rawValue), "from": .text(from), "to": .text(to)])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            kind: try canonical.word("kind"),
            from: try canonical.text("from"),
            to: try canonical.text("to")
        )
    }
}

/// The range and format of an export of the log.
package struct LogExport: Sendable, Equatable {
    /// Exclusive lower bound.
    package var after: Position
    /// Inclusive upper bound.
    package var through: Position
    /// `jsonl` or `csv`.
    package var format: String

    /// Describes an export of the events after `after` through `through`.
    package init(after: Position, through: Position, format: String) {
        self.after = after
        self.through = through
        self.format = format
    }
}

extension LogExport: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object([
            "after": .integer(after.number), "through": .integer(through.number),
            "format": .text(format),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            after: Position(try canonical.integer("after")),
            through: Position(try canonical.integer("through")),
            format: try canonical.text("format")
        )
    }
}
