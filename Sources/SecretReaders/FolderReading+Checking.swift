internal import SyncModel

extension FolderReading {
    /// What stands in place of a value that the reader may not see.
    private static let hiddenValue = "<hidden-by-infisical>"

    /// A folder whose every value is there to be used.
    ///
    /// - Parameters:
    ///   - secrets: Everything the folder holds.
    ///   - hidden: The keys of which the answer says that their values are hidden.
    ///   - imports: The folders it imports, in order.
    /// - Throws: `SecretReadError` for values that are hidden, or that hold references which nobody expanded.
    init(
        checking secrets: [ReadSecret],
        hidden: [String] = [],
        imports: [FolderPath]
    ) throws(SecretReadError) {
        let sorted = secrets.sorted { $0.key < $1.key }
        let known = Set(hidden)
        let hidden = sorted.filter {
            known.contains($0.key) || $0.value.reveal() == Self.hiddenValue
        }
        if !hidden.isEmpty { throw .valuesHidden(keys: hidden.map(\.key)) }
        let unresolved = sorted.filter(\.value.holdsReference)
        if !unresolved.isEmpty { throw .unresolvedReferences(keys: unresolved.map(\.key)) }
        self.init(secrets: sorted, imports: imports)
    }
}

extension SecretValue {
    /// Whether a reference stands in it that nobody expanded.
    fileprivate var holdsReference: Bool {
        reveal().contains(#/\$\{[A-Za-z0-9\-_.@]+\}/#)
    }
}

extension ReadSecret {
    private static let keyLimit = 255
    private static let valueLimit = 64 << 10

    /// A secret within the limits of every secret here.
    init(checking key: String, _ value: SecretValue) throws(SecretReadError) {
        guard (1...Self.keyLimit).contains(key.utf8.count) else {
            throw .keyNotUsable("it is empty, or longer than 255 bytes")
        }
        let forbidden = key.unicodeScalars.contains {
            $0.value < 0x20 || $0.value == 0x7F || $0 == ":" || $0 == "/"
        }
        if forbidden { throw .keyNotUsable("a character in it is not taken") }
        guard value.byteCount <= Self.valueLimit else { throw .valueTooLarge(key: key) }
        self.init(key: key, value: value)
    }
}
