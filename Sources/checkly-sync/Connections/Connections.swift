import AdminClient
internal import Encodings
import ArgumentParser
import SyncModel

/// Connections: API keys of Checkly accounts.
struct Connections: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows and changes the Checkly connections of a running server.",
        discussion: "Example: checkly-sync connections create prod --api-key-file ./checkly.key",
        subcommands: [
            ListConnections.self, GetConnection.self, CreateConnection.self,
            UpdateConnection.self, DeleteConnection.self, ListAccounts.self, ListGroups.self,
        ]
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
            Column("NAME", "name"), Column("ID", "id", isDispensable: true),
            Column("DESCRIPTION", "description"),
            Column("UPDATED", "updatedAt"),
        ]
        try output.write(try await server.api().connections(), columns: columns)
    }
}

struct GetConnection: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Shows one connection; its key is never shown.",
        discussion: "Example: checkly-sync connections get prod -o json"
    )

    @Argument(help: "The connection's name or id.", completion: .connectionNames)
    var name: String
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        try output.write(try await api.connection(id: api.connectionID(name)), as: .connection)
    }
}

struct DeleteConnection: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Deletes a connection that no sync uses.",
        discussion: "Example: checkly-sync connections delete prod"
    )

    @Argument(help: "The connection's name or id.", completion: .connectionNames)
    var name: String
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let gone = try await api.deleteConnection(id: api.connectionID(name))
        try output.writeGone(gone)
        printError("Deleted connection \(name).")
    }
}

struct ListAccounts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts",
        abstract: "Lists the Checkly accounts that a connection's key can see.",
        discussion: "Example: checkly-sync connections accounts prod"
    )

    @Argument(help: "The connection's name or id.", completion: .connectionNames)
    var name: String
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let columns = [
            Column("NAME", "name"), Column("ID", "id"), Column("RUNTIME", "runtimeId"),
        ]
        try output.write(try await api.accounts(of: api.connectionID(name)), columns: columns)
    }
}

struct ListGroups: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groups",
        abstract: "Lists the check groups of an account.",
        discussion: "Example: checkly-sync connections groups prod ACCOUNT_ID"
    )

    @Argument(help: "The connection's name or id.", completion: .connectionNames)
    var name: String
    @Argument(help: "The account's id.")
    var account: String
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let groups = try await api.groups(of: api.connectionID(name), account: account)
        try output.write(groups, columns: [Column("NAME", "name"), Column("ID", "id")])
    }
}
