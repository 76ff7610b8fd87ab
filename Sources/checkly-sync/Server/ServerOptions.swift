import AdminClient
import ArgumentParser
import Foundation
import SyncModel

/// The running server that a command uses.
struct ServerOptions: ParsableArguments {
    @Option(help: "Where the server's admin API listens.")
    var server = AdminAPI.usualServer

    @Option(
        help: ArgumentHelp(
            "The server's data directory; its admin.token is used.",
            discussion: "CHECKLY_SYNC_ADMIN_TOKEN comes first; CHECKLY_SYNC_DATA is the default."
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
        let environment = ProcessInfo.processInfo.environment
        if let token = environment["CHECKLY_SYNC_ADMIN_TOKEN"], !token.isEmpty { return token }
        let path = (data ?? environment["CHECKLY_SYNC_DATA"] ?? "./data") + "/admin.token"
        guard let token = try? LocalFile.line(path), !token.isEmpty else {
            throw .noToken(path: path)
        }
        return token
    }
}
