internal import Encodings
import Foundation
import LiveLog

/// A server that commands know by a name.
struct ServerContext: Equatable {
    /// Where its admin API listens.
    var server: String
    /// The file that holds its token; nil if its data directory is given, or nothing is.
    var tokenFile: String?
    /// Its data directory on this machine.
    var data: String?
    /// The PEM file with the CA of its certificate.
    var caFile: String?

    /// The token for its API.
    ///
    /// - Throws: `CommandError.noToken`.
    func token() throws(CommandError) -> String {
        try LocalFile.token(tokenFile ?? (data ?? "") + "/admin.token")
    }
}

/// The servers that commands know by name, and the one that they use unless told otherwise.
///
/// They are in `checkly-sync/contexts.json` of `XDG_CONFIG_HOME`, or of `~/.config` (XDG Base
/// Directory Specification), which holds no secret.
struct ContextFile: Equatable {
    /// The name of the one that is used unless another is named.
    var current: String?
    /// By name.
    var contexts: [String: ServerContext] = [:]

    static var path: String {
        let environment = ProcessInfo.processInfo.environment
        let given = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let folder = given ?? (environment["HOME"] ?? "/") + "/.config"
        return folder + "/checkly-sync/contexts.json"
    }

    /// What the file says; nothing if there is none.
    ///
    /// - Throws: `CommandError.contextFile` if it cannot be understood.
    static func load() throws(CommandError) -> ContextFile {
        guard FileManager.default.fileExists(atPath: path) else { return ContextFile() }
        guard let json = JSONValue.read(try LocalFile.bytes(path)),
            let members = json["contexts"]?.members
        else { throw .contextFile(path: path) }
        var file = ContextFile(current: json["current"]?.string)
        for member in members {
            guard let server = member.value["server"]?.string else {
                throw .contextFile(path: path)
            }
            file.contexts[member.name] = ServerContext(
                server: server,
                tokenFile: member.value["tokenFile"]?.string,
                data: member.value["data"]?.string,
                caFile: member.value["caFile"]?.string
            )
        }
        return file
    }

    /// Replaces the file, and makes its directory.
    func save() throws {
        let path = Self.path
        try FileManager.default.createDirectory(
            atPath: String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)),
            withIntermediateDirectories: true
        )
        let json = CanonicalValue.object([
            "current": .optional(current),
            "contexts": .map(
                CanonicalMap(
                    contexts.mapValues { context in
                        .object([
                            "server": .text(context.server),
                            "tokenFile": .optional(context.tokenFile),
                            "data": .optional(context.data),
                            "caFile": .optional(context.caFile),
                        ])
                    }
                )
            ),
        ])
        try DurableFile.replace(path, with: Array((json.jsonText + "\n").utf8), mode: 0o600)
    }

    /// A context by its name.
    ///
    /// - Throws: `CommandError.unknownContext`.
    func context(_ name: String) throws(CommandError) -> ServerContext {
        guard let context = contexts[name] else { throw .unknownContext(name: name) }
        return context
    }
}
