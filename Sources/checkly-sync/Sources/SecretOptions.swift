import ArgumentParser
import FoundationEssentials

/// Where a signing secret comes from; never from the command line, which others can read.
struct SecretOptions: ParsableArguments {
    @Option(help: "The name of the environment variable that holds the signing secret.")
    var secretEnv: String?
    @Option(help: "A file that holds the signing secret.")
    var secretFile: String?

    func validate() throws {
        if secretEnv != nil, secretFile != nil {
            throw ValidationError("Give --secret-env or --secret-file, not both.")
        }
    }

    /// The secret, from the variable, the file or a question.
    ///
    /// - Throws: `CommandError.noSecret` when none of them gives one.
    func read() throws(CommandError) -> String {
        let secret: String?
        if let secretEnv {
            secret = ProcessInfo.processInfo.environment[secretEnv]
        } else if let secretFile {
            secret = try LocalFile.line(secretFile)
        } else {
            secret = askQuietly("Signing secret: ")
        }
        guard let secret, !secret.isEmpty else {
            throw .noSecret(
                what: "signing secret",
                how: "Give it with --secret-env or --secret-file."
            )
        }
        return secret
    }
}
