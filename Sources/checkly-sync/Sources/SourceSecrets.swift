import ArgumentParser
import OutboundHTTP
import SyncModel

struct AddSourceSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-secret",
        abstract:
            "Adds a signing secret to a source; the others stay good, so rotation loses nothing.",
        discussion: "Example: checkly-sync sources add-secret kms --secret-env NEW_SECRET"
    )

    @Argument(help: "The source's name.", completion: .sourceNames)
    var name: String
    @OptionGroup var secret: SecretOptions
    @Option(help: "From when it is good, as 2026-11-23T08:00:00Z.")
    var notBefore: String?
    @Option(help: "Until when it is good.")
    var notAfter: String?
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let secret = try secret.read()
        let answer = try await api.post(
            AdminAPI.sources + "/\(percentEncoded(name))/secrets",
            .record([
                "secret": .text(secret), "notBefore": .optional(notBefore),
                "notAfter": .optional(notAfter),
            ])
        )
        try output.write(answer["webhookSource"] ?? answer)
    }
}

struct RemoveSourceSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove-secret",
        abstract: "Takes a signing secret away from a source.",
        discussion: "Example: checkly-sync sources remove-secret kms SECRET_ID"
    )

    @Argument(help: "The source's name.", completion: .sourceNames)
    var name: String
    @Argument(help: "The secret's id, as \"sources get\" shows it.")
    var secretID: String
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let path = "/\(percentEncoded(name))/secrets/\(percentEncoded(secretID))"
        let answer = try await server.api().delete(AdminAPI.sources + path)
        try output.writeGone(answer["webhookSource"] ?? answer)
        say("Removed secret \(secretID) from source \(name).")
    }
}
