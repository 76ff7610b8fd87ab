import AdminClient
import APIRoutes
internal import Encodings
import ArgumentParser
import Declarations
import FoundationEssentials
import SyncModel

/// Imports syncs from elsewhere.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes a file for `apply` from the syncs of another system.",
        discussion: "Example: checkly-sync import hanzo --from secret-syncs.json",
        subcommands: [ImportHanzo.self]
    )
}

struct ImportHanzo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hanzo",
        abstract: "Writes the Checkly syncs of Hanzo KMS or Infisical as a file for `apply`.",
        discussion: """
            Reads the list answers of their API from files, or asks for them. Nothing is changed \
            there or here. Syncs of other destinations are skipped and named.

            Example: checkly-sync import hanzo --url https://kms.hanzo.ai --token-env KMS_TOKEN \
            --project PROJECT_ID > checkly-sync.yaml
            """
    )

    @Option(help: "A list response; repeat it for the list of connections.", completion: .file())
    var from: [String] = []
    @Option(help: "Where the API is, as https://kms.hanzo.ai.")
    var url: String?
    @Option(help: "The name of the environment variable with an access token.")
    var tokenEnv: String?
    @Option(help: "The id of the project.")
    var project: String?

    func validate() throws {
        if from.isEmpty == (url == nil) { throw ValidationError("Give --from or --url.") }
        if url != nil, tokenEnv == nil || project == nil {
            throw ValidationError("--url needs --token-env and --project.")
        }
    }

    func run() async throws {
        let listing = HanzoListing(try await answers())
        listing.notes.forEach(printError)
        let comments =
            ["From Hanzo KMS. See what it would do with:"]
            + ["  checkly-sync apply -f THIS_FILE --dry-run"]
            + SecretPlaceholders.comments(listing.declarations) + Self.sourceComments
            + (listing.notes.isEmpty ? [] : ["", "Different from there:"])
            + listing.notes.map { JSONValue.string($0).cell }
        try printData(DeclarationText.yaml(listing.declarations, comments: comments))
        let count = listing.declarations.count { $0.kind == .sync }
        printError(
            count == 1
                ? "1 sync; turn it off there before it runs here."
                : "\(count) syncs; turn them off there before they run here."
        )
    }

    private static let sourceComments = [
        "", "The syncs need a source whose webhooks report changes and whose reader fetches them:",
        "  sources:", "    - name: hanzo", "      preset: hanzo-kms",
        "      secrets: [env:HANZO_WEBHOOK_SECRET]",
        "      reader: {api: infisical-v3, baseUrl: \"https://kms.hanzo.ai\", clientId: ID,",
        "               clientSecret: env:HANZO_READER_CLIENT_SECRET}",
    ]

    private func answers() async throws -> [JSONValue] {
        guard let url, let tokenEnv, let project else { return try from.map(Self.file) }
        let token = try SecretInput(what: "access token", flags: "--token-env")
            .read(variable: tokenEnv, file: nil)
        let base = try KMSAccess.checkedBaseURL(url)
        let syncs = Route.listSyncs.path + "?projectId=" + percentEncoded(project)
        let listed = try await Self.get(base + syncs, token)
        do {
            return [listed, try await Self.get(base + Route.listConnections.path, token)]
        } catch {
            printError("Connections could not be listed; their names come from the syncs. \(error)")
            return [listed]
        }
    }

    private static func file(_ path: String) throws -> JSONValue {
        guard let value = JSONValue.read(try LocalFile.bytes(path)),
            value["secretSyncs"] != nil || value["appConnections"] != nil
        else { throw CommandError.notUnderstood(what: path) }
        return value
    }

    private static func get(_ url: String, _ token: String) async throws -> JSONValue {
        let headers = [("authorization", "Bearer \(token)"), ("accept", "application/json")]
        let answer = try await HTTPExchange().send("GET", to: url, headers: headers)
        guard answer.isSuccess else {
            let body = JSONValue.read(answer.body)
            throw AdminClientError.refused(
                status: answer.status,
                message: body?["message"]?.cell ?? "no reason given"
            )
        }
        guard let value = JSONValue.read(answer.body) else {
            throw AdminClientError.notUnderstood(what: "The answer of \(url)")
        }
        return value
    }
}
