import ArgumentParser
import Foundation
import SyncModel

/// Which running server a command talks to.
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

    /// The server's API.
    ///
    /// - Throws: `CommandError.noToken`.
    func api() throws(CommandError) -> AdminAPI {
        AdminAPI(server: server, token: try token())
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

/// Files on this machine, read whole.
enum LocalFile {
    static func bytes(_ path: String) throws(CommandError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .unreadable(path: path)
        }
        return [UInt8](data)
    }

    /// Standard input to its end.
    static func standardInput() -> [UInt8] {
        [UInt8](FileHandle.standardInput.readDataToEndOfFile())
    }

    static func base64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
    }

    /// A file's text without the white space at its end.
    static func line(_ path: String) throws(CommandError) -> String {
        let text = String(decoding: try bytes(path), as: UTF8.self)
        guard let end = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(text[...end])
    }
}
