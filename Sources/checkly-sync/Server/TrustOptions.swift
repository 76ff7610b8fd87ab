import ArgumentParser
import FoundationEssentials

/// Whose certificates a command takes for good, besides those that the system trusts.
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

    /// The file that is named, by flag or environment.
    var file: String? { Self.file(caFile) }

    /// The file that the flag names or, without it, the environment.
    static func file(_ flag: String?) -> String? {
        if let flag { return flag }
        let named = ProcessInfo.processInfo.environment[variable] ?? ""
        return named.isEmpty ? nil : named
    }
}
