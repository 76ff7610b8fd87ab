internal import SyncModel

extension FetchedFolder {
    /// What Infisical returns instead of a value that the client may not see.
    private static let hiddenValue = SecretValue("<hidden-by-infisical>")

    /// Checks that all values of a folder are usable; secrets that cannot be accepted are left out.
    ///
    /// - Parameters:
    ///   - secrets: The complete content of the folder.
    ///   - hidden: The keys whose values the KMS hides.
    ///   - imports: The imported folders in order.
    ///   - origins: The imported folder of each key that is not the folder's own.
    /// - Throws: `FetchError` if values are hidden or contain unexpanded references.
    init(
        checking secrets: [FetchedSecret],
        hidden: [String] = [],
        imports: [FolderPath],
        origins: [String: FolderPath] = [:]
    ) throws(FetchError) {
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
    /// Whether the value contains a reference that the KMS did not expand.
    fileprivate var holdsReference: Bool {
        reveal().contains(#/\$\{[A-Za-z0-9\-_.@]+\}/#)
    }
}

extension FetchedSecret {
    /// Why the secret cannot be accepted; nil if it can.
    var objection: String? {
        LeftOutSecret.objection(toKey: key) ?? LeftOutSecret.objection(to: value)
    }
}
