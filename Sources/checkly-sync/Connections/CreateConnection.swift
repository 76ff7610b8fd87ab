import ArgumentParser
import FoundationEssentials
import SyncModel

struct CreateConnection: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Creates a connection from a Checkly API key.",
        discussion: """
            The key is read from --api-key-file, from CHECKLY_API_KEY, or asked for.

            Example: checkly-sync connections create prod --api-key-file ./checkly.key
            """
    )

    @Argument(help: "A name of lower-case letters, digits and hyphens.")
    var name: String
    @Option(help: "A file that holds the API key.")
    var apiKeyFile: String?
    @Option(help: "What the connection is for.")
    var description: String?
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let key = try readKey()
        let answer = try await api.post(
            AdminAPI.connections,
            .record([
                "name": .text(name), "method": .text("api-key"),
                "description": .optional(description),
                "credentials": .record(["apiKey": .text(key)]),
            ])
        )
        output.write(answer["appConnection"] ?? answer)
    }

    private func readKey() throws(CommandError) -> String {
        let key: String?
        if let apiKeyFile {
            key = try LocalFile.line(apiKeyFile)
        } else {
            key =
                ProcessInfo.processInfo.environment["CHECKLY_API_KEY"]
                ?? askQuietly("Checkly API key: ")
        }
        guard let key, !key.isEmpty else {
            throw .noSecret(
                what: "API key",
                how: "Give it with --api-key-file or in CHECKLY_API_KEY."
            )
        }
        return key
    }
}
