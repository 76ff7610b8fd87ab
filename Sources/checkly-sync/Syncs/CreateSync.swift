import ArgumentParser
import SyncModel

struct CreateSync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Creates a sync from a folder to a Checkly account or check group.",
        discussion: """
            Example: checkly-sync syncs create app-to-checkly --connection prod \
            --account ACCOUNT_ID --project PROJECT_ID --environment prod --path /app \
            --key-schema 'APP_{{secretKey}}'
            """
    )

    @Argument(help: "A name of lower-case letters, digits and hyphens.")
    var name: String
    @Option(help: "The connection's name or id.")
    var connection: String
    @Option(help: "The id of the Checkly account.")
    var account: String
    @Option(help: "The account's name, for display.")
    var accountName: String?
    @Option(help: "The id of a check group; without it, the account's own variables.")
    var group: String?
    @Option(help: "The id of the project.")
    var project: String
    @Option(help: "The environment's slug.")
    var environment: String
    @Option(help: "The folder's path.")
    var path = "/"
    @Option(help: "Whose folder; without it, the first source that reports the folder.")
    var source: String?
    @Option(help: "How names become keys, such as APP_{{secretKey}}.")
    var keySchema: String?
    @Option(help: "overwrite-destination or preserve-destination.")
    var initialSync = "overwrite-destination"
    @Option(help: "How values are kept: secret, locked or plain.")
    var variableType: String?
    @Option(help: "A run that would delete more stops before its first write.")
    var maxDeletions: Int64?
    @Flag(help: "Never delete variables.")
    var disableSecretDeletion = false
    @Flag(inversion: .prefixedNo, help: "Push every change at once.")
    var autoSync = true
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let body = CanonicalValue.record([
            "name": .text(name), "connectionId": .text(try await api.connectionID(connection)),
            "projectId": .text(project), "environment": .text(environment),
            "secretPath": .text(path), "sourceName": .optional(source),
            "isAutoSyncEnabled": .bool(autoSync), "syncOptions": options,
            "destinationConfig": .record([
                "accountId": .text(account), "accountName": .text(accountName ?? account),
                "groupId": .optional(group),
            ]),
        ])
        let answer = try await api.post(AdminAPI.syncs, body)
        output.write(answer["secretSync"] ?? answer)
    }

    private var options: CanonicalValue {
        .record([
            "initialSyncBehavior": .text(initialSync), "keySchema": .optional(keySchema),
            "disableSecretDeletion": .bool(disableSecretDeletion),
            "variableType": .optional(variableType), "maxDeletions": .optional(maxDeletions),
        ])
    }
}
