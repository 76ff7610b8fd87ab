package import Encodings

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
    /// The keys that come from each import, in the order of `imports`; all others are the folder's own.
    ///
    /// Nil in events that were recorded before it was told, and where nothing is imported.
    package var importedKeys: [[String]]?
    /// Secrets that could not be taken; they stay as they are.
    package var leftOut: [LeftOutSecret]

    package init(
        cause: Cause,
        through: Position,
        secrets: [SecretEntry],
        imports: [FolderPath],
        importedKeys: [[String]]? = nil,
        leftOut: [LeftOutSecret] = []
    ) {
        self.leftOut = leftOut
        self.cause = cause
        self.through = through
        self.secrets = secrets
        self.imports = imports
        self.importedKeys = importedKeys
    }
}

/// A read that would have taken every secret of a folder, or of one it imports, away at once.
///
/// Nothing of it takes effect: what is empty all at once may be what the reader may no longer see.
package struct HeldEmptiness: Sendable, Equatable {
    /// Why the folder was read.
    package var cause: FolderObservation.Cause
    /// The log's newest event when the request began.
    package var through: Position
    /// The folders that showed no secret any more: the folder itself, or imports of it.
    package var emptied: [FolderPath]
    /// How many secrets would have gone.
    package var keyCount: Int

    package init(
        cause: FolderObservation.Cause,
        through: Position,
        emptied: [FolderPath],
        keyCount: Int
    ) {
        self.cause = cause
        self.through = through
        self.emptied = emptied
        self.keyCount = keyCount
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
            "importedKeys": importedKeys.map { lists in
                .list(lists.map { .list($0.map(CanonicalValue.text)) })
            },
            "leftOut": .leftOut(leftOut),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            cause: try canonical.word("cause"),
            through: Position(try canonical.integer("through")),
            secrets: try canonical.values("secrets"),
            imports: try canonical.values("imports"),
            importedKeys: try Self.importedKeys(in: canonical),
            leftOut: try canonical.leftOut()
        )
    }

    private static func importedKeys(
        in canonical: CanonicalValue
    ) throws(CanonicalError) -> [[String]]? {
        guard canonical.optionalMember("importedKeys") != nil else { return nil }
        var lists: [[String]] = []
        for element in try canonical.list("importedKeys") {
            guard case .list(let keys) = element else { throw .wrongKind(member: "importedKeys") }
            var texts: [String] = []
            for key in keys {
                guard case .text(let text) = key else { throw .wrongKind(member: "importedKeys") }
                texts.append(text)
            }
            lists.append(texts)
        }
        return lists
    }
}

extension HeldEmptiness: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record([
            "cause": .text(cause.rawValue),
            "through": .integer(through.number),
            "emptied": .list(emptied.map(\.canonical)),
            "keyCount": .integer(Int64(keyCount)),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            cause: try canonical.word("cause"),
            through: Position(try canonical.integer("through")),
            emptied: try canonical.values("emptied"),
            keyCount: Int(try canonical.integer("keyCount"))
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
