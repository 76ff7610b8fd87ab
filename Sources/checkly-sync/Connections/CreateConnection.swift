import AdminClient
import APIContract
internal import Encodings
import ArgumentParser
import FoundationEssentials
import SyncModel

/// Where an API key comes from.
struct APIKeyOptions: ParsableArguments {
    @Option(help: "A file that contains the API key.", completion: .file())
    var apiKeyFile: String?
    @Option(help: "The name of the environment variable with the API key.")
    var apiKeyEnv: String?

    func validate() throws {
        if apiKeyFile != nil, apiKeyEnv != nil {
            throw ValidationError("Give --api-key-file or --api-key-env, not both.")
        }
    }

    var isGiven: Bool { apiKeyFile != nil || apiKeyEnv != nil }

    /// The key; `CHECKLY_API_KEY` unless a flag says otherwise.
    ///
    /// - Throws: `CommandError.noSecret` if there is none.
    func read() throws(CommandError) -> String {
        let usual = "CHECKLY_API_KEY"
        let hasUsual = ProcessInfo.processInfo.environment[usual]?.isEmpty == false
        return try SecretInput(
            what: "API key",
            flags: "--api-key-file or --api-key-env, or in CHECKLY_API_KEY"
        )
        .read(variable: apiKeyEnv ?? (hasUsual && !isGiven ? usual : nil), file: apiKeyFile)
    }
}

struct CreateConnection: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Creates a connection from a Checkly API key.",
        discussion: """
            The key is read from --api-key-file, --api-key-env or CHECKLY_API_KEY, or asked for.

            Example: checkly-sync connections create prod --api-key-file ./checkly.key
            """
    )

    @Argument(help: .creating(Fields.connection, "name"))
    var name: String
    @OptionGroup var key: APIKeyOptions
    @Option(help: .creating(Fields.connection, "description"))
    var description: String?
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let created = try await api.createConnection(
            .object([
                "name": .text(name), "method": .text("api-key"),
                "description": .optional(description),
                "credentials": .object(["apiKey": .text(try key.read())]),
            ])
        )
        try output.write(created, as: .connection)
    }
}

struct UpdateConnection: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Changes a connection; options that are not given stay.",
        discussion: """
            A new API key is read from a file or the environment, or asked for with --ask-api-key.

            Example: checkly-sync connections update prod --api-key-file ./new.key
            """
    )

    @Argument(help: "The connection's name or id.", completion: .connectionNames)
    var name: String
    @Option(help: .changing(Fields.connection, "name"))
    var rename: String?
    @Option(help: .changing(Fields.connection, "description"))
    var description: String?
    @OptionGroup var key: APIKeyOptions
    @Flag(help: "Ask for a new API key.")
    var askAPIKey = false
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        guard rename != nil || description != nil || key.isGiven || askAPIKey else {
            throw ValidationError("Give at least one thing to change.")
        }
        let api = try server.api()
        let apiKey = key.isGiven || askAPIKey ? try key.read() : nil
        let updated = try await api.updateConnection(
            id: api.connectionID(name),
            .object([
                "name": .optional(rename), "description": .optional(description),
                "credentials": apiKey.map { .object(["apiKey": .text($0)]) },
            ])
        )
        try output.write(updated, as: .connection)
    }
}
