import AdminClient
import APIContract
internal import Encodings
import ArgumentParser
import Foundation

/// Servers that commands know by name.
struct Contexts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "context",
        abstract: "Names servers, so that their flags need not be repeated.",
        discussion: """
            Commands use the current context unless --server, --data, CHECKLY_SYNC_ADMIN_TOKEN or \
            CHECKLY_SYNC_DATA says otherwise; --context names another. A context is used whole or \
            not at all, so no server is sent the token of another one.

            Example: checkly-sync context add prod --server URL --token-file ./prod.token
            """,
        subcommands: [AddContext.self, ListContexts.self, UseContext.self, RemoveContext.self]
    )
}

struct AddContext: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Names a server; the first one becomes the current context.",
        discussion: """
            The file of contexts holds paths and no secret. A context of the same name is replaced.

            Example: checkly-sync context add prod --server URL --token-file ./prod.token
            Example: checkly-sync context add local --data ./data
            """
    )

    @Argument(help: "A name of your choice.")
    var name: String
    @Option(help: "Where the server's admin API listens.")
    var server = AdminAPI.usualServer
    @Option(help: "A file that contains a token of the server.", completion: .file())
    var tokenFile: String?
    @Option(
        help: "The server's data directory on this machine; its admin.token is used.",
        completion: .directory
    )
    var data: String?
    @Option(help: "A PEM file with the CA of the server's certificate.", completion: .file())
    var caFile: String?

    func validate() throws {
        if name.isEmpty || name.contains(where: \.isWhitespace) {
            throw ValidationError("Give a name without white space.")
        }
        if (tokenFile == nil) == (data == nil) {
            throw ValidationError("Give --token-file or --data, so that there is a token to use.")
        }
    }

    func run() async throws {
        var file = try ContextFile.load()
        file.contexts[name] = ServerContext(
            server: server,
            tokenFile: tokenFile.map(Self.absolute),
            data: data.map(Self.absolute),
            caFile: caFile.map(Self.absolute)
        )
        if file.current == nil { file.current = name }
        try file.save()
        printError(
            file.current == name
                ? "Commands use \(name) from now on."
                : "Added \(name); --context \(name) uses it, and so does: context use \(name)"
        )
    }

    /// A path that is right in every directory.
    private static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }
}

struct ListContexts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the servers that have a name here.",
        discussion: "Example: checkly-sync context list"
    )

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let file = try ContextFile.load()
        let rows = file.contexts.sorted { $0.key < $1.key }
            .map { name, context in
                CanonicalValue.object([
                    "name": .text(name), "isCurrent": .bool(name == file.current),
                    "server": .text(context.server),
                    "tokenFile": .optional(context.tokenFile) ?? .null,
                    "data": .optional(context.data) ?? .null,
                    "caFile": .optional(context.caFile) ?? .null,
                ])
                .jsonValue
            }
        let columns = [
            Column("NAME", "name"), Column("CURRENT", "isCurrent"), Column("SERVER", "server"),
            Column("TOKEN FILE", "tokenFile"), Column("DATA", "data"), Column("CA", "caFile"),
        ]
        try output.write(rows, columns: columns)
    }
}

struct UseContext: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "use",
        abstract: "Makes a context the one that commands use.",
        discussion: "Example: checkly-sync context use prod"
    )

    @Argument(help: "The context's name.", completion: .contextNames)
    var name: String

    func run() async throws {
        var file = try ContextFile.load()
        let context = try file.context(name)
        file.current = name
        try file.save()
        printError("Commands use \(name), \(context.server), from now on.")
    }
}

struct RemoveContext: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Forgets the name of a server; the server and its token stay.",
        discussion: "Example: checkly-sync context remove staging"
    )

    @Argument(help: "The context's name.", completion: .contextNames)
    var name: String

    func run() async throws {
        var file = try ContextFile.load()
        _ = try file.context(name)
        file.contexts[name] = nil
        let wasCurrent = file.current == name
        if wasCurrent { file.current = nil }
        try file.save()
        printError(
            wasCurrent ? "Removed \(name); no context is current now." : "Removed \(name)."
        )
    }
}
