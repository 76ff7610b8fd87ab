import AdminClient
import APIContract
internal import Encodings
import ArgumentParser
import SyncModel

struct AddSourceSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-secret",
        abstract:
            "Adds a signing secret to a source; the others stay valid, so rotation loses nothing.",
        discussion: "Example: checkly-sync sources add-secret kms --secret-env NEW_SECRET"
    )

    @Argument(help: "The source's name.", completion: .sourceNames)
    var name: String
    @OptionGroup var secret: SecretOptions
    @Option(help: .creating(Fields.secret, "notBefore"))
    var notBefore: String?
    @Option(help: .creating(Fields.secret, "notAfter"))
    var notAfter: String?
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let secret = try secret.read()
        let answer = try await api.addSecret(
            .object([
                "secret": .text(secret), "notBefore": .optional(notBefore),
                "notAfter": .optional(notAfter), "weakSecret": self.secret.permission,
            ]),
            to: name
        )
        try output.write(answer)
    }
}

struct RemoveSourceSecret: DestructiveCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove-secret",
        abstract: "Removes a signing secret from a source.",
        discussion: """
            Where the sender still uses it, nothing is done without a yes.

            Example: checkly-sync sources remove-secret kms SECRET_ID
            """
    )

    @Argument(help: "The source's name.", completion: .sourceNames)
    var name: String
    @Argument(help: "The secret's id, as \"sources get\" shows it.")
    var secretID: String
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let secrets = try await api.source(name)["secrets"]?.array ?? []
        if let match = SecretUse.newestMatch(among: secrets), match.id == secretID {
            try confirmation.confirm(
                ["secret \(secretID), which the newest delivery was signed with at \(match.time)"],
                "Remove the secret that the sender of \(name) uses"
            )
        }
        try output.writeGone(try await api.removeSecret(id: secretID, from: name))
        printError("Removed secret \(secretID) from source \(name).")
    }
}

/// Finds out which of a source's secrets its sender signs with.
enum SecretUse {
    /// The secret that matched last, as far as is known; a secret that nothing matched yet is
    /// unused.
    static func newestMatch(among secrets: [JSONValue]) -> (id: String, time: String)? {
        secrets
            .compactMap { secret -> (id: String, time: String)? in
                guard let id = secret["id"]?.string, let time = secret["lastMatchedAt"]?.string
                else { return nil }
                return (id, time)
            }
            .max { $0.time < $1.time }
    }
}
