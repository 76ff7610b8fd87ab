package import Encodings

/// The content of a folder as one fetch found it.
package struct FolderObservation: Sendable, Equatable {
    /// Why the folder was fetched.
    package enum Cause: String, Sendable, CaseIterable {
        /// The source reported a change of this folder or of one that it imports.
        case notified
        /// The regular fetch came due without any notification.
        case reconcile
        /// A new sync or a new access to the KMS needs a folder that was never fetched.
        case configured
    }

    /// What led to the fetch.
    package var cause: Cause
    /// The log's newest position when the request began; the fetch answers all notifications up to
    /// it.
    package var through: Position
    /// The complete content of the folder, with imports merged and references expanded.
    package var secrets: [SecretEntry]
    /// The folders that it imports.
    package var imports: [FolderPath]
    /// The keys that come from each import, in the order of `imports`; all other keys are the
    /// folder's own.
    ///
    /// Nil if nothing is imported, and in events recorded before this member existed.
    package var importedKeys: [[String]]?
    /// Secrets that could not be accepted; their variables stay as they are.
    package var leftOut: [LeftOutSecret]

    /// Makes an observation; `importedKeys`, if given, has as many elements as `imports`.
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

/// A fetch that would have removed every secret of a folder, or of one that it imports, at once.
///
/// Nothing takes effect: the KMS may only have stopped showing the folder to us.
package struct HeldEmptiness: Sendable, Equatable {
    /// Why the folder was fetched.
    package var cause: FolderObservation.Cause
    /// The log's newest position when the request began.
    package var through: Position
    /// The folders that turned up empty: the folder itself or its imports.
    package var emptied: [FolderPath]
    /// The number of secrets that would have been removed.
    package var keyCount: Int

    /// Describes a fetch that is held.
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

/// Why a fetch failed, in the words that every surface shows.
package struct FetchFailure: Sendable, Equatable {
    /// A fixed word for metrics and clients.
    package var code: String
    /// A sentence for people; it contains no secret.
    package var message: String

    /// Makes a failure from the words of an error.
    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}

extension FolderObservation: CanonicalCodable {
    /// As recorded; `importedKeys` and `leftOut` are omitted if there are none.
    package var canonical: CanonicalValue {
        .object([
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

    /// Accepts observations recorded before `importedKeys` and `leftOut` existed.
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
        .object([
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

extension FetchFailure: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object(["code": .text(code), "message": .text(message)])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(code: try canonical.text("code"), message: try canonical.text("message"))
    }
}
