internal import APIContract
internal import Encodings
internal import SyncModel
internal import WebhookSignatures

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

    private static let sourceRules = [
        FieldRule("name", .slug(limit: 64), .refused),
        FieldRule(
            "preset",
            .word(SignaturePreset.allCases.map(\.rawValue) + ["custom"]),
            .refused
        ),
        FieldRule("scheme", .scheme, .none),
        // If the file does not say, the payload of the preset's sender.
        FieldRule("payload", .word(WebhookSource.Payload.allCases.map(\.rawValue)), .none),
        FieldRule("secrets", .secrets, .refused),
        FieldRule("toleranceSeconds", .integer(1...604_800), .usual(.number("300"))),
        FieldRule("isEnabled", .bool, .usual(.bool(true))),
        FieldRule(
            "reader.api",
            .word(KMSAccess.API.allCases.map(\.rawValue)),
            .refusedInGroup
        ),
        FieldRule("reader.baseUrl", .address, .refusedInGroup),
        FieldRule("reader.clientId", .text(limit: 255), .refusedInGroup),
        FieldRule("reader.clientSecret", .secret, .refusedInGroup),
        FieldRule("reader.holdEmptiedFolders", .bool, .usualInGroup(.bool(true))),
        FieldRule("reader.allowInsecureHttp", .bool, .usualInGroup(.bool(false))),
    ]

    private static let connectionRules = [
        FieldRule("name", .slug(limit: 64), .refused),
        FieldRule("description", .text(limit: 256), .none),
        FieldRule("apiKey", .secret, .refused),
    ]

    private static let syncRules =
        rules(
            NewSync.resource.fields,
            ["name", "description", "projectId", "environment", "secretPath", "sourceName"]
        ) + [FieldRule("connection", .slug(limit: 64), .refused)]
        + rules(NewSync.resource.fields, ["isAutoSyncEnabled"]) + [
            FieldRule("isPaused", .bool, .none)
        ]
        + NewSync.Pause.resource.fields.compactMap { FieldRule($0, path: "pauseReason") }
        + SyncOptions.resource.fields.compactMap { FieldRule($0, path: "syncOptions." + $0.name) }
        + Destination.resource.fields.compactMap {
            FieldRule($0, path: "destinationConfig." + $0.name)
        }

    /// The rules of some of a table's fields, in the order of their names.
    private static func rules(_ fields: [Field], _ names: [String]) -> [FieldRule] {
        names.compactMap { name in
            fields.first { $0.name == name }.flatMap { FieldRule($0, path: name) }
        }
    }
}
