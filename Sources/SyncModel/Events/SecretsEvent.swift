package import Encodings

/// What a delivery says a folder holds.
package enum SecretsEvent: Sendable, Equatable {
    /// The listed keys change, all others stay.
    case changed(FolderPath, [SecretChange], leftOut: [LeftOutSecret] = [])
    /// The folder holds exactly these, and what was left out stays as it is.
    case snapshot(FolderPath, [SecretEntry], leftOut: [LeftOutSecret] = [])
    /// The folder's imports in order; a later one wins over an earlier one.
    case imports(FolderPath, [FolderPath])
}

extension SecretsEvent {
    /// The event's type, such as `secrets.changed`; a fixed word.
    package var type: String {
        switch self {
        case .changed: "secrets.changed"
        case .snapshot: "secrets.snapshot"
        case .imports: "secrets.imports"
        }
    }

    /// The event's data; values appear as fingerprints only.
    package var data: CanonicalValue {
        switch self {
        case .changed(let folder, let changes, let leftOut):
            folder.canonical.adding(["changes": .list(changes.map(\.canonical))])
                .adding(.record(["leftOut": .leftOut(leftOut)]))
        case .snapshot(let folder, let secrets, let leftOut):
            folder.canonical.adding(["secrets": .list(secrets.map(\.canonical))])
                .adding(.record(["leftOut": .leftOut(leftOut)]))
        case .imports(let folder, let imports):
            folder.canonical.adding(["imports": .list(imports.map(\.canonical))])
        }
    }

    /// Reads an event's data back; nil where the type is of another group.
    ///
    /// - Throws: `CanonicalError` for data of another form.
    package init?(type: String, data: CanonicalValue) throws(CanonicalError) {
        switch type {
        case "secrets.changed":
            self = .changed(
                try FolderPath(canonical: data),
                try data.values("changes"),
                leftOut: try data.leftOut()
            )
        case "secrets.snapshot":
            self = .snapshot(
                try FolderPath(canonical: data),
                try data.values("secrets"),
                leftOut: try data.leftOut()
            )
        case "secrets.imports":
            self = .imports(try FolderPath(canonical: data), try data.values("imports"))
        default: return nil
        }
    }
}
