import AdminClient
import ArgumentParser

/// Prints a link to the dashboard.
struct OpenDashboard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dashboard",
        abstract: "Prints a link that signs a browser in to the dashboard.",
        discussion: """
            The link works once, within five minutes, for whoever has it.

            Example: checkly-sync dashboard
            """
    )

    @OptionGroup var server: ServerOptions

    func run() async throws {
        try printData(try await server.api().loginLink())
    }
}
