import ArgumentParser
import FoundationEssentials

/// The certificates that a command trusts besides those that the system trusts.
struct TrustOptions: ParsableArguments {
    private static let variable = "CHECKLY_SYNC_CA_FILE"

    @Option(
        help: ArgumentHelp(
            "A PEM file with the CA of the server's certificate.",
            discussion: "\(variable) is the default."
        ),
        completion: .file()
    )
    var caFile: String?

    /// The named file, from the flag or the environment.
    var file: String? { Self.file(caFile) }

    /// The file from the flag or, without it, from the environment.
    static func file(_ flag: String?) -> String? {
        if let flag { return flag }
        let named = ProcessInfo.processInfo.environment[variable] ?? ""
        return named.isEmpty ? nil : named
    }
}
