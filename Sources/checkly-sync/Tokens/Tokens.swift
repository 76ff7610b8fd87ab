import AdminClient
import APIContract
internal import Encodings
import ArgumentParser
import SyncModel

/// Named tokens of the admin API.
struct Tokens: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes, lists and revokes tokens of the admin API.",
        discussion: "Example: checkly-sync tokens create siem --role auditor",
        subcommands: [
            ListTokens.self, CreateToken.self, RevokeToken.self, RotateAdminToken.self,
        ]
    )
}

struct ListTokens: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the tokens, without their values.",
        discussion: "Example: checkly-sync tokens list"
    )

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let columns = [
            Column("NAME", "name"), Column("ROLE", "role"), Column("CREATED", "createdAt"),
            Column("EXPIRES", "expiresAt"), Column("LAST USED", "lastUsedAt"),
            Column("PROJECTS", "projects"),
        ]
        try output.write(try await server.api().tokens(), columns: columns)
    }
}

struct CreateToken: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Makes a token and shows it, this once.",
        discussion: """
            Example: checkly-sync tokens create siem --role auditor
            Example: checkly-sync tokens create shop --role admin --project shop-1
            """
    )

    @Argument(help: .creating(Fields.token, "name"))
    var name: String
    @Option(help: .creating(Fields.token, "role"), completion: .words(of: Fields.token, "role"))
    var role: String
    @Option(help: .creating(Fields.token, "expiresAt"))
    var expiresAt: String?
    @Option(name: .customLong("project"), help: .creating(Fields.token, "projects"))
    var projects: [String] = []
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let created = try await server.api()
            .createToken(
                .object([
                    "name": .text(name), "role": .text(role), "expiresAt": .optional(expiresAt),
                    "projects": projects.isEmpty
                        ? nil : .list(projects.map(CanonicalValue.text)),
                ])
            )
        try output.write(created)
    }
}

struct RevokeToken: DestructiveCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Revokes a token; it is refused from then on.",
        discussion: "Example: checkly-sync tokens revoke siem"
    )

    @Argument(help: "The token's name.", completion: .tokenNames)
    var name: String
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let api = try server.api()
        let token = try await api.token(named: name)
        let use =
            token["lastUsedAt"]?.string.map { "last used at \($0)" } ?? "not used since the start"
        try confirmation.confirm(
            ["token \(name), \(token["role"]?.cell ?? "–"), \(use)"],
            "Revoke token \(name) for good"
        )
        try await api.revokeToken(named: name)
        printError("Revoked token \(name).")
    }
}

struct RotateAdminToken: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-admin",
        abstract: "Replaces the administrator's token of a running server at once.",
        discussion: """
            The new one is shown this once, and takes the place of admin.token. Sessions and \
            streams that the old one began end.

            Example: checkly-sync tokens rotate-admin
            """
    )

    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        try confirmation.confirm(
            ["token admin; whoever uses it needs the new one"],
            "Replace the administrator's token"
        )
        try output.write(try await api.rotateAdminToken())
    }
}
