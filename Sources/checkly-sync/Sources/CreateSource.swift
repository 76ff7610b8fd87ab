import AdminClient
internal import Encodings
import ArgumentParser
import SyncModel

struct CreateSource: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Creates a source.",
        discussion: """
            The signing secret is asked for, or read from a file or the environment.

            Example: checkly-sync sources create kms --preset standard-webhooks \
            --payload secret-events --secret-file ./kms.secret

            A source whose webhooks hold no values needs a reader; its client secret is asked \
            for, or read from a file or the environment, like the signing secret.

            Example: checkly-sync sources create hanzo --preset hanzo-kms \
            --secret-file ./hanzo.secret --reader-api infisical-v3 \
            --reader-url https://kms.hanzo.ai --reader-client-id 3c90c3cc \
            --reader-client-secret-file ./reader.secret
            """
    )

    @Argument(help: "A name of lower-case letters, digits and hyphens; part of the address.")
    var name: String
    @Option(help: "How it signs: hanzo-kms, standard-webhooks, github, stripe and so on.")
    var preset: String
    @Option(help: "For the preset custom: a JSON file with the scheme's members.")
    var schemeFile: String?
    @Option(help: "What its bodies hold: hanzo-kms or secret-events; the preset says otherwise.")
    var payload: String?
    @Option(help: "How far a signed time may be from now, in seconds.")
    var tolerance: Int64?
    @OptionGroup var secret: SecretOptions
    @OptionGroup var reader: ReaderOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let secret = try secret.read()
        let reader = try reader.read()
        let scheme = try schemeFile.map { path throws(CommandError) in
            guard let scheme = JSONValue.read(try LocalFile.bytes(path)) else {
                throw .notUnderstood(what: path)
            }
            return CanonicalValue(scheme)
        }
        let answer = try await api.createSource(
            .object([
                "name": .text(name), "preset": .text(preset), "scheme": scheme,
                "payload": .optional(payload),
                "toleranceSeconds": .optional(tolerance), "secrets": .list([.text(secret)]),
                "reader": reader, "weakSecret": self.secret.permission,
            ])
        )
        try output.write(answer)
        printError("Post its webhooks to /webhooks/\(name) on the public side.")
    }
}
