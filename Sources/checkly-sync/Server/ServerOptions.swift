import AdminClient
import ArgumentParser
import ChecklySyncServer
import SyncModel

/// The running server that a command uses.
struct ServerOptions: ParsableArguments {
    @Option(
        help: """
            Where the server's admin API listens. (default: as the context says, or \
            \(AdminAPI.usualServer))
            """
    )
    var server: String?

    @Option(
        help: ArgumentHelp(
            "The server's data directory; its admin.token is used.",
            discussion: """
                \(Setting.adminToken.name) comes first; \(Setting.data.name) is the default.
                """
        ),
        completion: .directory
    )
    var data: String?

    @OptionGroup var naming: ContextOptions
    @OptionGroup var trust: TrustOptions

    func validate() throws {
        try naming.refuse(beside: [("--server", server), ("--data", data)])
    }

    /// The server's API.
    ///
    /// - Throws: `CommandError` if there is no token or no such context.
    func api() throws(CommandError) -> AdminAPI {
        if let context = try naming.context(hasPlace: server != nil || data != nil) {
            return try api(of: context)
        }
        return AdminAPI(
            server: server ?? AdminAPI.usualServer,
            token: try token(),
            trusting: trust.file
        )
    }

    private func api(of context: ServerContext) throws(CommandError) -> AdminAPI {
        let path = context.tokenFile ?? (context.data ?? "") + "/admin.token"
        return AdminAPI(
            server: context.server,
            token: try Self.token(in: path),
            trusting: trust.caFile ?? context.caFile ?? trust.file
        )
    }

    private func token() throws(CommandError) -> String {
        if let token = Setting.adminToken.setting.variable { return token }
        return try Self.token(in: Setting.dataDirectory(data) + "/admin.token")
    }

    private static func token(in path: String) throws(CommandError) -> String {
        guard let token = try? LocalFile.line(path), !token.isEmpty else {
            throw .noToken(path: path)
        }
        return token
    }
}

/// The server that a command uses, by its name.
struct ContextOptions: ParsableArguments {
    @Option(
        help: "A server by its name; see checkly-sync context.",
        completion: .contextNames
    )
    var context: String?

    /// Refuses other ways to say which server is meant.
    func refuse(beside options: [(name: String, value: String?)]) throws {
        if context != nil, let other = options.first(where: { $0.value != nil }) {
            throw ValidationError("Give --context or \(other.name), not both.")
        }
    }

    /// The context to use.
    ///
    /// - Parameter hasPlace: Whether a flag says which server is meant.
    /// - Returns: Nil if a flag or the environment says which server is meant, or there is none.
    /// - Throws: `CommandError` if there is no such context.
    func context(hasPlace: Bool) throws(CommandError) -> ServerContext? {
        if let context { return try ContextFile.load().context(context) }
        let isTold =
            Setting.adminToken.setting.variable != nil || Setting.data.setting.variable != nil
        if hasPlace || isTold { return nil }
        let file = try ContextFile.load()
        guard let current = file.current else { return nil }
        return try file.context(current)
    }
}
