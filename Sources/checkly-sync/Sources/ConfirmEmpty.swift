import AdminClient
internal import Encodings
import ArgumentParser
import SyncModel

struct ConfirmEmpty: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm-empty",
        abstract: "Confirms that a folder whose secrets would all disappear at once is empty.",
        discussion: """
            A read that shows no secret of a folder, or of one it imports, changes nothing until a \
            later read shows the same, since a permission that was lost looks like that too.

            Example: checkly-sync sources confirm-empty hanzo --folder p-1/prod/app
            """
    )

    @Argument(help: "The source's name.", completion: .sourceNames)
    var name: String
    @Option(help: "The folder: PROJECT/ENVIRONMENT/PATH.")
    var folder: String
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if parts.count < 2 || parts.contains("") {
            throw ValidationError("Give the folder as PROJECT/ENVIRONMENT/PATH.")
        }
    }

    private var parts: [String] {
        folder.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
            .map(String.init)
    }

    func run() async throws {
        let answer = try await server.api()
            .confirmEmptyFolder(
                .object([
                    "source": .text(name), "projectId": .text(parts[0]),
                    "environment": .text(parts[1]),
                    "secretPath": .text("/" + (parts.count > 2 ? parts[2] : "")),
                ])
            )
        try output.write(answer)
        printError("The folder is fetched once more; what it then shows counts.")
    }
}
