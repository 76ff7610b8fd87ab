import ArgumentParser
import ChecklySyncServer
internal import Settings

/// The certificates that a command trusts besides those that the system trusts.
struct TrustOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A PEM file with the CA of the server's certificate.",
            discussion: "\(Setting.caFile.name) is the default."
        ),
        completion: .file()
    )
    var caFile: String?

    /// The named file, from the flag or the environment.
    var file: String? { Self.file(caFile) }

    /// The file for a server that may be known by a name: from the flag, its context or the
    /// environment.
    func file(of context: ServerContext?) -> String? { caFile ?? context?.caFile ?? file }

    /// The file from the flag or, without it, from the environment.
    static func file(_ flag: String?) -> String? {
        flag ?? Setting.caFile.setting.variable
    }
}
