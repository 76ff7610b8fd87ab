import AdminClient
import ArgumentParser
import ChecklySyncServer
internal import Settings
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
            return AdminAPI(
                server: context.server,
                token: try context.token(),
                trusting: trust.file(of: context)
            )
        }
        return AdminAPI(
            server: server ?? AdminAPI.usualServer,
            token: try token(),
            trusting: trust.file
        )
    }

    private func token() throws(CommandError) -> String {
        if let token = Setting.adminToken.setting.variable { return token }
        return try LocalFile.token(Setting.dataDirectory(data) + "/admin.token")
    }
}
