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
            "imports": importsJSON,
            "changedAt": .integer(changedAt.number),
        ])
    }

    /// The imported folders in order, all of the same project.
    package var importsJSON: CanonicalValue {
        .list(
            imports.map {
                .object([
                    "environment": .text($0.environment), "secretPath": .text($0.secretPath),
                ])
            }
        )
    }
}
