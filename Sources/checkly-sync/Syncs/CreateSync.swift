import AdminClient
internal import Encodings
import APIContract
import ArgumentParser
import SyncModel

struct CreateSync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Creates a sync from a folder to a Checkly account or check group.",
        discussion: """
            On a terminal, an account that is not given is chosen from a list, and so is a check \
            group unless --group or --no-group says which.

            Example: checkly-sync syncs create app-to-checkly --connection prod \
            --account ACCOUNT_ID --no-group --project PROJECT_ID --environment prod --path /app \
            --key-schema 'APP_{{secretKey}}'

            Where its first push would overwrite or delete variables that the sync did not write, \
            it waits for consent: `plan` shows what would go, `apply PLAN_ID` agrees. \
            --accept-plan shows the plan and agrees to it at once.
            """
    )

    @Argument(help: .creating(Fields.sync, "name"))
    var name: String
    @Option(help: .creating(Fields.sync, "description"))
    var description: String?
    @Option(help: .creating(Fields.sync, "connectionId"), completion: .connectionNames)
    var connection: String
    @OptionGroup var destination: DestinationOptions
    @Option(help: .creating(Fields.sync, "projectId"))
    var project: String
    @Option(help: .creating(Fields.sync, "environment"))
    var environment: String
    @Option(help: .creating(Fields.sync, "secretPath"))
    var path = "/"
    @Option(
        help: .creating(Fields.sync, "sourceName"),
        completion: .sourceNames
    )
    var source: String?
    @OptionGroup var options: SyncOptionFlags
    @Flag(inversion: .prefixedNo, help: .creating(Fields.sync, "isAutoSyncEnabled"))
    var autoSync = true
    @Flag(help: "Show what the first push will do, and approve exactly that.")
    var acceptPlan = false
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let connectionID = try await api.connectionID(connection)
        let chosen = try await destination.choose(api, connectionID: connectionID)
        try await api.checkDestination(
            connection: (connectionID, connection),
            account: chosen.accountID,
            group: chosen.groupID
        )
        var body = CanonicalValue.object([
            "consent": .text("required"),
            "name": .text(name), "description": .optional(description),
            "connectionId": .text(connectionID),
            "projectId": .text(project), "environment": .text(environment),
            "secretPath": .text(path), "sourceName": .optional(source),
            "isAutoSyncEnabled": .bool(autoSync), "syncOptions": options.merged(into: nil),
            "destinationConfig": chosen.canonical,
        ])
        if acceptPlan, let planID = try await plan(body, api) {
            body = body.adding(["planId": .text(planID)])
        }
        let answer = try await api.createSync(body)
        try output.write(answer["secretSync"] ?? answer, as: .sync)
        printOverlaps(answer, of: "Sync \(name)")
    }

    /// Shows what the first push would do.
    ///
    /// - Returns: The plan's id; nil while nothing is known of the folder, so that there is nothing
    ///   to approve.
    private func plan(_ body: CanonicalValue, _ api: AdminAPI) async throws -> String? {
        let plan = try await api.plan(ofNewSync: body)
        guard plan["isFolderKnown"]?.bool == true else {
            printError("Nothing is known of the folder yet, so there is no plan to approve.")
            return nil
        }
        printError(PlanText(plan).text)
        return plan["planId"]?.string
    }
}
