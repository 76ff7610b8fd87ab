internal import SyncModel

extension FetchedFolder {
    /// What stands in place of a value that the reader may not see.
    private static let hiddenValue = SecretValue("<hidden-by-infisical>")

    /// A folder whose every value is there to be used; a secret that cannot be taken is left out and named.
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
        let all = secrets.sorted { $0.key < $1.key }
        let leftOut = all.compactMap { secret in
            secret.objection.map { LeftOut(key: secret.key, reason: $0) }
        }
        let sorted = all.filter { $0.objection == nil }
        let known = Set(hidden)
        let hidden = sorted.filter {
            known.contains($0.key) || $0.value == Self.hiddenValue
        }
        if !hidden.isEmpty { throw .valuesHidden(keys: hidden.map(\.key)) }
        let unresolved = sorted.filter(\.value.holdsReference)
        if !unresolved.isEmpty { throw .unresolvedReferences(keys: unresolved.map(\.key)) }
        self.init(secrets: sorted, imports: imports, origins: origins, leftOut: leftOut)
    }
}

extension SecretValue {
    /// Whether a reference stands in it that nobody expanded.
    fileprivate var holdsReference: Bool {
        reveal().contains(#/\$\{[A-Za-z0-9\-_.@]+\}/#)
    }
}

extension ReadSecret {
    /// Why it cannot be taken; nil where it can.
    var objection: String? {
        LeftOutSecret.objection(toKey: key) ?? LeftOutSecret.objection(to: value)
    }
}
