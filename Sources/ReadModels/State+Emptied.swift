package import Encodings
package import Projection
package import SyncModel

extension State {
    /// The unconfirmed fetch that found a sync's folder suddenly empty; nil if there is none.
    package func heldEmptiness(of sync: Sync) -> FetchStatus.Held? {
        guard let source = fetchSource(of: sync) else { return nil }
        return fetchStatuses[FolderID(source: source.name, path: sync.folder)]?.held
    }
}

extension FetchStatus.Held {
    /// What happened; the same text on every surface.
    package var message: String {
        let paths = emptied.map(\.secretPath).joined(separator: ", ")
        let secrets = keyCount == 1 ? "The one secret" : "All \(keyCount) secrets"
        return
            "\(secrets) of \(paths) would disappear at once, so nothing is changed at Checkly yet"
            + (isConfirmed ? ": the folder will be fetched once more." : ".")
    }

    /// How to resolve it.
    package static let hint =
        "If the KMS still has them, let the reader see them; a fetch that finds them ends this. "
        + "If the folder is meant to be empty: "
        + "checkly-sync sources confirm-empty SOURCE --folder PROJECT/ENVIRONMENT/PATH."

    /// The held fetch as shown.
    package var json: CanonicalValue {
        .object([
            "since": .text(since.rfc3339),
            "emptied": .list(emptied.map(\.canonical)),
            "keyCount": .integer(Int64(keyCount)),
            "isConfirmed": .bool(isConfirmed),
            "message": .text(message),
            "hint": .text(Self.hint),
        ])
    }
}
