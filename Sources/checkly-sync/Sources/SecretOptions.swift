import APIContract
internal import Encodings
import ArgumentParser
import SyncModel

/// Where a signing secret comes from; never from the command line, which others can read.
struct SecretOptions: ParsableArguments {
    @Option(help: "The name of the environment variable with the signing secret.")
    var secretEnv: String?
    @Option(help: "A file that contains the signing secret.", completion: .file())
    var secretFile: String?
    @Flag(help: .creating(Fields.source, "weakSecret"))
    var weakSecret = false

    func validate() throws {
        if secretEnv != nil, secretFile != nil {
            throw ValidationError("Give --secret-env or --secret-file, not both.")
        }
    }

    /// The body's member that permits weak secrets; nil if that was not requested.
    var permission: CanonicalValue? { weakSecret ? .bool(true) : nil }

    /// The secret, from the variable, the file or a prompt.
    ///
    /// - Throws: `CommandError.noSecret` if none of them gives one.
    func read() throws(CommandError) -> String {
        try SecretInput(what: "signing secret", flags: "--secret-env or --secret-file")
            .read(variable: secretEnv, file: secretFile)
    }
}
