import ArgumentParser

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
        try SecretInput(what: "signing secret", flags: "--secret-env or --secret-file")
            .read(variable: secretEnv, file: secretFile)
    }
}
