import AdminClient
import ArgumentParser
import ChecklySyncServer
import SyncModel

/// The running server that a command uses.
struct ServerOptions: ParsableArguments {
    @Option(help: "Where the server's admin API listens.")
    var server = AdminAPI.usualServer

    @Option(
        help: ArgumentHelp(
            "The server's data directory; its admin.token is used.",
            discussion: """
                \(Setting.adminToken.name) comes first; \(Setting.data.name) is the default.
                """
        )
    )
    var data: String?

    @OptionGroup var trust: TrustOptions

    /// The server's API.
    ///
    /// - Throws: `CommandError.noToken`.
    func api() throws(CommandError) -> AdminAPI {
        AdminAPI(server: server, token: try token(), trusting: trust.file)
    }

    private func token() throws(CommandError) -> String {
        if let token = Setting.adminToken.setting.variable { return token }
        let path = Setting.dataDirectory(data) + "/admin.token"
        guard let token = try? LocalFile.line(path), !token.isEmpty else {
            throw .noToken(path: path)
        }
        return token
    }
}
