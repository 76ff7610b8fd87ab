/// What a key management system showed of a folder when it was read.
package struct FolderObservation: Sendable, Equatable {
    /// Why the folder was read.
    package enum Cause: String, Sendable, CaseIterable {
        /// The source said that it, or a folder it imports, changed.
        case notified
        /// Its turn came, though nothing had been said.
        case reconcile
        /// A sync or a reader was set up that nothing had been read for.
        case configured
    }

    package var cause: Cause
    /// The log's newest event when the request began; notifications up to there are answered by this.
    package var through: Position
    /// The folder holds exactly these; imports are merged and references expanded.
    package var secrets: [SecretEntry]
    /// The folders some of them may come from.
    package var imports: [FolderPath]

    package init(
        cause: Cause,
        through: Position,
        secrets: [SecretEntry],
        imports: [FolderPath]
    ) {
        self.cause = cause
        self.through = through
        self.secrets = secrets
        self.imports = imports
    }
}

/// Why a folder could not be read, in the words every surface shows.
package struct ReadFailure: Sendable, Equatable {
    package var code: String
    package var message: String

    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}

extension FolderObservation: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record([
            "cause": .text(cause.rawValue),
            "through": .integer(through.number),
            "secrets": .list(secrets.map(\.canonical)),
            "imports": .list(imports.map(\.canonical)),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            cause: try canonical.word("cause"),
            through: Position(try canonical.integer("through")),
            secrets: try canonical.values("secrets"),
            imports: try canonical.values("imports")
        )
    }
}

extension ReadFailure: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record(["code": .text(code), "message": .text(message)])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(code: try canonical.text("code"), message: try canonical.text("message"))
    }
}
