import AdminClient
import APIContract
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

    @Argument(help: .creating(Fields.source, "name"))
    var name: String
    @Option(
        help: .creating(Fields.source, "preset"),
        completion: .words(of: Fields.source, "preset")
    )
    var preset: String
    @Option(help: .creating(Fields.source, "scheme"), completion: .file())
    var schemeFile: String?
    @Option(
        help: .creating(Fields.source, "payload"),
        completion: .words(of: Fields.source, "payload")
    )
    var payload: String?
    @Option(help: .creating(Fields.source, "toleranceSeconds"))
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
        try output.write(answer, as: .source)
        printError("Post its webhooks to /webhooks/\(name) on the public side.")
    }
}
