package import Encodings
package import Projection
package import SyncModel

extension Folder {
    /// What is known of the folder; its keys are counted, not named.
    package func json(of id: FolderID) -> CanonicalValue {
        id.canonical.adding([
            "isKnown": .bool(isKnown),
            "isComplete": .bool(isComplete),
            "secretCount": .integer(Int64(secrets.count)),
            "imports": .list(
                imports.map {
                    .object([
                        "environment": .text($0.environment), "secretPath": .text($0.secretPath),
                    ])
                }
            ),
            "changedAt": .integer(changedAt.number),
        ])
    }
}
