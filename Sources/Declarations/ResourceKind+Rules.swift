internal import Encodings
internal import SyncModel
internal import WebhookSignatures

extension ResourceKind {
    /// Everything a file may say of a resource, in the order in which it is written.
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
        // What the preset's sender sends, where the file does not say.
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
        [
            FieldRule("name", .slug(limit: 256), .refused),
            FieldRule("description", .text(limit: 256), .none),
            FieldRule("projectId", .text(limit: 255), .refused),
            FieldRule("environment", .slug(limit: 64), .refused),
            FieldRule("secretPath", .folderPath, .refused),
            FieldRule("sourceName", .slug(limit: 64), .kept),
            FieldRule("connection", .slug(limit: 64), .refused),
            FieldRule("isAutoSyncEnabled", .bool, .usual(.bool(true))),
            FieldRule("isPaused", .bool, .none),
            FieldRule("pauseReason", .text(limit: 1024), .none),
        ] + optionRules + [
            FieldRule("destinationConfig.accountId", .account(limit: 255), .refused),
            // Names of accounts and groups are for display only.
            FieldRule("destinationConfig.accountName", .text(limit: 255), .kept),
            FieldRule("destinationConfig.groupId", .text(limit: 255), .none),
            FieldRule("destinationConfig.groupName", .text(limit: 255), .kept),
        ]

    private static let optionRules = [
        option("initialSyncBehavior", SyncOptions.declaredBehavior),
        FieldRule("syncOptions.keySchema", .keySchema, .none),
        FieldRule("syncOptions.disableSecretDeletion", .bool, .usual(.bool(false))),
        option("emptyValue", SyncOptions.EmptyValue.delete),
        option("variableType", SyncOptions.VariableType.secret),
        FieldRule("syncOptions.maxDeletions", .integer(0...Int64.max), .none),
        option("onUnreadableGroupVariables", SyncOptions.UnreadableGroupVariables.refuse),
        FieldRule("syncOptions.allowCodeOwnedGroup", .bool, .usual(.bool(false))),
    ]

    private static func option<T: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        _ usual: T
    ) -> FieldRule {
        FieldRule(
            "syncOptions." + name,
            .word(T.allCases.map(\.rawValue)),
            .usual(.string(usual.rawValue))
        )
    }
}
