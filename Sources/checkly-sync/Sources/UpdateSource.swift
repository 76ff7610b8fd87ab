import AdminClient
import APIContract
internal import Encodings
import ArgumentParser
import SyncModel

struct UpdateSource: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Changes a source; options that are not given stay.",
        discussion: """
            Signing secrets have commands of their own: add-secret and remove-secret.

            Example: checkly-sync sources update kms --tolerance 600
            """
    )

    @Argument(help: "The source's name.", completion: .sourceNames)
    var name: String
    @Option(
        help: .changing(Fields.source, "payload"),
        completion: .words(of: Fields.source, "payload")
    )
    var payload: String?
    @Option(help: .changing(Fields.source, "toleranceSeconds"))
    var tolerance: Int64?
    @Flag(help: "Read folders back no longer.")
    var noReader = false
    @OptionGroup var reader: ReaderOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let reader = noReader ? .null : try reader.read()
        try await change(
            name,
            .object([
                "payload": .optional(payload), "toleranceSeconds": .optional(tolerance),
                "reader": reader,
            ]),
            api,
            output
        )
    }
}

struct EnableSource: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "Accepts a source's webhooks again.",
        discussion: "Example: checkly-sync sources enable kms"
    )

    @Argument(help: "The source's name.", completion: .sourceNames)
    var name: String
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await change(name, .object(["isEnabled": .bool(true)]), server.api(), output)
    }
}

struct DisableSource: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Refuses a source's webhooks until it is enabled.",
        discussion: "Example: checkly-sync sources disable kms"
    )

    @Argument(help: "The source's name.", completion: .sourceNames)
    var name: String
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await change(name, .object(["isEnabled": .bool(false)]), server.api(), output)
    }
}

private func change(
    _ name: String,
    _ body: CanonicalValue,
    _ api: AdminAPI,
    _ output: OutputOptions
) async throws {
    guard body != .map([:]) else { throw ValidationError("Give at least one thing to change.") }
    try output.write(try await api.updateSource(name, body), as: .source)
}
