import AdminClient
import ArgumentParser
import Declarations
import SyncModel

struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes a server's configuration as a file for `apply`.",
        discussion: """
            A secret is never written: a variable named after what it is for stands in its place, \
            and has to be set for `apply`.

            Example: checkly-sync export > checkly-sync.yaml
            """
    )

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let api = try server.api()
        let configuration = try await ServerConfiguration.read(api)
        let declarations = configuration.declarations
        let unsaid = try await UnsaidState(api).lines(of: configuration)
        let comments =
            [
                "Written by checkly-sync export. To make another server match it:",
                "  checkly-sync apply -f THIS_FILE --dry-run",
            ] + SecretPlaceholders.comments(declarations)
            + (unsaid.isEmpty ? [] : ["", "What the server has and a file cannot say:"] + unsaid)
        try printData(DeclarationText.yaml(declarations, comments: comments))
        if !unsaid.isEmpty {
            printError(
                "A file cannot say \(counted(unsaid.count, "thing")) that the server has; see "
                    + "the comments on top of it."
            )
        }
    }
}

/// Lists the variables that a file of placeholders needs.
enum SecretPlaceholders {
    static func comments(_ declarations: [Declaration]) -> [String] {
        let names =
            declarations.flatMap { declaration in
                declaration.kind.rules.flatMap { declaration.secrets[$0.path] ?? [] }
            }
            .compactMap { reference in
                if case .environment(let name) = reference { name } else { nil }
            }
        if names.isEmpty { return [] }
        return ["", "Secrets are not in here. Set these variables, or write file:PATH instead:"]
            + names.map { "  " + $0 }
    }
}
