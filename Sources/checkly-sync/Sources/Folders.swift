import AdminClient
internal import Encodings
import ArgumentParser
import SyncModel

struct ListFolders: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "folders",
        abstract: "Lists the folders a source reported, and whether all of each is known.",
        discussion: """
            A folder of which only single changes were reported is known in part: no sync deletes \
            what it did not write for want of a secret there.

            Example: checkly-sync sources folders kms
            """
    )

    @Argument(help: "The source's name; by default all sources.", completion: .sourceNames)
    var name: String?
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let folders = try await server.api().folders(ofSource: name)
        let columns = [
            Column("SOURCE", "source"), Column("PROJECT", "projectId"),
            Column("ENVIRONMENT", "environment"), Column("FOLDER", "secretPath"),
            Column("SECRETS", "secretCount"), Column("COMPLETE", "isComplete"),
        ]
        try output.write(folders, columns: columns)
    }
}

struct CompleteFolder: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complete",
        abstract: "Declares that what a source reported of a folder is complete.",
        discussion: """
            From then on a sync with overwrite-destination deletes variables that match its key \
            schema and are not in the folder. A secrets.snapshot says the same and needs no \
            command. See first what would go: checkly-sync plan SYNC.

            Example: checkly-sync sources complete kms --folder my-project/prod/app
            """
    )

    @Argument(help: "The source's name.", completion: .sourceNames)
    var name: String
    @Option(help: "The folder, as PROJECT/ENVIRONMENT/PATH.")
    var folder: String
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let parts = folder.split(separator: "/").map(String.init)
        guard parts.count >= 2 else {
            throw ValidationError("Give the folder as PROJECT/ENVIRONMENT/PATH.")
        }
        let answer = try await server.api()
            .declareFolderComplete(
                .object([
                    "source": .text(name), "projectId": .text(parts[0]),
                    "environment": .text(parts[1]),
                    "secretPath": .text("/" + parts.dropFirst(2).joined(separator: "/")),
                ])
            )
        try output.write(answer)
    }
}
