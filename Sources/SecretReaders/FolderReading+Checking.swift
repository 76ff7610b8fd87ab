internal import SyncModel

extension FolderReading {
    /// What stands in place of a value that the reader may not see.
    private static let hiddenValue = SecretValue("<hidden-by-infisical>")

    /// A folder whose every value is there to be used.
    ///
    /// - Parameters:
    ///   - secrets: Everything the folder holds.
    ///   - hidden: The keys of which the answer says that their values are hidden.
    ///   - imports: The folders it imports, in order.
    ///   - origins: Which import each key comes from that is not the folder's own.
    /// - Throws: `SecretReadError` for values that are hidden, or that hold references which nobody expanded.
    init(
        checking secrets: [ReadSecret],
        hidden: [String] = [],
        imports: [FolderPath],
        origins: [String: FolderPath] = [:]
    ) throws(SecretReadError) {
        let sorted = secrets.sorted { $0.key < $1.key }
        let known = Set(hidden)
        let hidden = sorted.filter {
            known.contains($0.key) || $0.value == Self.hiddenValue
        }
        if !hidden.isEmpty { throw .valuesHidden(keys: hidden.map(\.key)) }
        let unresolved = sorted.filter(\.value.holdsReference)
        if !unresolved.isEmpty { throw .unresolvedReferences(keys: unresolved.map(\.key)) }
        self.init(secrets: sorted, imports: imports, origins: origins)
    }
}

extension SecretValue {
    /// Whether a reference stands in it that nobody expanded.
    fileprivate var holdsReference: Bool {
        reveal().contains(#/\$\{[A-Za-z0-9\-_.@]+\}/#)
    }
}

extension ReadSecret {
    /// A secret within the limits of every secret here.
    init(checking key: String, _ value: SecretValue) throws(SecretReadError) {
        switch SecretKeyRule.violation(of: key) {
        case .empty, .tooLong:
            throw .keyNotUsable("it is empty, or longer than \(SecretKeyRule.byteLimit) bytes")
        case .forbiddenCharacter: throw .keyNotUsable("a character in it is not taken")
        case nil: break
        }
        guard value.byteCount <= SecretValue.byteLimit else { throw .valueTooLarge(key: key) }
        self.init(key: key, value: value)
    }
}
