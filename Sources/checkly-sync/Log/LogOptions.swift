import AdminClient
internal import Encodings
import ArgumentParser
import SyncModel

/// Where a reading command finds the log.
struct LogOptions: ParsableArguments {
    @Option(
        help: """
            Where the server's admin API listens. (default: as the context says, or \
            \(AdminAPI.usualServer))
            """
    )
    var server: String?

    @Option(
        help: ArgumentHelp(
            "A data directory or a copy of one; its files are read without a server.",
            discussion: "With --server it only says where the admin.token is."
        )
    )
    var data: String?

    @OptionGroup var naming: ContextOptions
    @OptionGroup var trust: TrustOptions

    func validate() throws {
        try naming.refuse(beside: [("--server", server), ("--data", data)])
    }

    /// The directory to read without a server; nil to ask a server.
    var directory: String? { server == nil ? data : nil }

    func api() throws(CommandError) -> AdminAPI {
        var options = ServerOptions()
        options.server = server
        options.data = data
        options.naming = naming
        options.trust = trust
        return try options.api()
    }
}

extension AsOf: ExpressibleByArgument {
    /// Parses a position or an RFC 3339 time from the command line.
    package init?(argument: String) {
        self.init(argument)
    }
}

extension CanonicalValue {
    /// The value as a server would answer it.
    var answer: JSONValue { JSONValue.read(Array(jsonText.utf8)) ?? .null }
}
