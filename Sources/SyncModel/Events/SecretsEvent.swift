package import Encodings

/// The content of a folder as a delivery reports it.
package enum SecretsEvent: Sendable, Equatable {
    /// The listed keys change; all others stay.
    case changed(FolderPath, [SecretChange], leftOut: [LeftOutSecret] = [])
    /// The folder holds exactly these secrets; the secrets in `leftOut` stay as they are.
    case snapshot(FolderPath, [SecretEntry], leftOut: [LeftOutSecret] = [])
    /// The folder's imports in order; later imports override earlier ones.
    case imports(FolderPath, [FolderPath])
}

extension SecretsEvent {
    /// The event's type on the wire, such as `secrets.changed`.
    package var type: String {
        switch self {
        case .changed: "secrets.changed"
        case .snapshot: "secrets.snapshot"
        case .imports: "secrets.imports"
        }
    }

    /// The event's data on the wire; secret values appear as fingerprints only.
    package var data: CanonicalValue {
        switch self {
        case .changed(let folder, let changes, let leftOut):
            folder.canonical.adding(["changes": .list(changes.map(\.canonical))])
                .adding(.object(["leftOut": .leftOut(leftOut)]))
        case .snapshot(let folder, let secrets, let leftOut):
            folder.canonical.adding(["secrets": .list(secrets.map(\.canonical))])
                .adding(.object(["leftOut": .leftOut(leftOut)]))
        case .imports(let folder, let imports):
            folder.canonical.adding(["imports": .list(imports.map(\.canonical))])
        }
    }

    /// Parses an event's data; returns nil if the type belongs to another group.
    ///
    /// - Throws: `CanonicalError` if the data is malformed.
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
