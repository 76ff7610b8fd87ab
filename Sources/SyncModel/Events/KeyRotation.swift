package import Encodings

/// One key took another's place.
package struct KeyRotation: Sendable, Equatable {
    package enum Kind: String, Sendable {
        /// The key that wraps all others; told apart by key ids.
        case master
        /// The key that signs checkpoints; told apart by its public keys.
        case checkpoint
    }

    package var kind: Kind
    /// The key id, or the public key as a C2SP verifier key, so that what it signed can still be checked.
    package var from: String
    package var to: String

    package init(kind: Kind, from: String, to: String) {
        self.kind = kind
        self.from = from
        self.to = to
    }
}

extension KeyRotation: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record(["kind": .text(kind.rawValue), "from": .text(from), "to": .text(to)])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            kind: try canonical.word("kind"),
            from: try canonical.text("from"),
            to: try canonical.text("to")
        )
    }
}

/// Which part of the log was exported, and in which form.
package struct LogExport: Sendable, Equatable {
    package var after: Position
    package var through: Position
    /// `jsonl` or `csv`.
    package var format: String

    package init(after: Position, through: Position, format: String) {
        self.after = after
        self.through = through
        self.format = format
    }
}

extension LogExport: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record([
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
