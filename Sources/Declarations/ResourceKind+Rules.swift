internal import APIContract
internal import Encodings
internal import SyncModel

extension ResourceKind {
    /// Everything a file may declare of a resource, in the order of writing.
    package var rules: [FieldRule] {
        switch self {
        case .source: Self.sourceRules
        case .connection: Self.connectionRules
        case .sync: Self.syncRules
        }
    }

    func rule(_ path: String) -> FieldRule? {
        rules.first { $0.path == path }
    }

    private static let sourceRules =
        rules(Fields.source, ["name", "preset"])
        + [FieldRule("scheme", .scheme, .none)]
        + rules(
            Fields.source,
            ["payload", "secrets", "toleranceSeconds", "isEnabled"]
        )
        + rules(Fields.kmsAccess, ["api"], in: "reader")
        + [FieldRule("reader.baseUrl", .address, .refusedInGroup)]
        + rules(
            Fields.kmsAccess,
            ["clientId", "clientSecret", "holdEmptiedFolders", "allowInsecureHttp"],
            in: "reader"
        )

    private static let connectionRules =
        rules(Fields.connection, ["name", "description"])
        + rules(Fields.credentials, ["apiKey"])

    private static let syncRules =
        rules(
            NewSync.resource.fields,
            ["name", "description", "projectId", "environment", "secretPath", "sourceName"]
        )
        + Fields.connection.filter { $0.name == "name" }
        .compactMap { FieldRule($0, path: "connection") }
        + rules(NewSync.resource.fields, ["isAutoSyncEnabled"]) + [
            FieldRule("isPaused", .bool, .none)
        ]
        + NewSync.Pause.resource.fields.compactMap { FieldRule($0, path: "pauseReason") }
        + SyncOptions.resource.fields.compactMap { FieldRule($0, path: "syncOptions." + $0.name) }
        + Destination.resource.fields.compactMap {
            FieldRule($0, path: "destinationConfig." + $0.name)
        }

    /// The rules of some of a table's fields, in the order of their names.
    private static func rules(
        _ fields: [Field],
        _ names: [String],
        in group: String? = nil
    ) -> [FieldRule] {
        names.compactMap { name in
            let field = fields.first { $0.name == name }
            guard let group else { return field.flatMap { FieldRule($0, path: name) } }
            return field.flatMap { FieldRule($0, path: "\(group).\(name)")?.inOptionalGroup }
        }
    }
}
