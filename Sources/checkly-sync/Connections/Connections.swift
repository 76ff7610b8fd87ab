import ArgumentParser

/// Connections: API keys of Checkly accounts.
struct Connections: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows and changes the Checkly connections of a running server.",
        discussion: "Example: checkly-sync connections create prod --api-key-file ./checkly.key",
        subcommands: [ListConnections.self, CreateConnection.self, DeleteConnection.self]
    )
}

struct ListConnections: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists all connections.",
        discussion: "Example: checkly-sync connections list"
    )

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let columns = [
            Column("NAME", "name"), Column("ID", "id"), Column("DESCRIPTION", "description"),
            Column("UPDATED", "updatedAt"),
        ]
        output.write(try await server.api().allConnections(), columns: columns)
    }
}

struct DeleteConnection: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Deletes a connection that no sync uses.",
        discussion: "Example: checkly-sync connections delete prod"
    )

    @Argument(help: "The connection's name or id.")
    var name: String
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let api = try server.api()
        _ = try await api.delete(AdminAPI.connections + "/" + api.connectionID(name))
        say("Deleted connection \(name).")
    }
}
