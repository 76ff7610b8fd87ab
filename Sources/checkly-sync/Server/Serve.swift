import ArgumentParser
import ChecklySyncServer
import FoundationEssentials
import Logging

/// Runs the server until SIGTERM or SIGINT.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the server: webhooks in, variables out.",
        discussion: """
            Flags come before the environment, the environment before --config, that before \
            defaults.

            Example: checkly-sync serve --data /var/lib/checkly-sync --webhook-listen 0.0.0.0:8080
            """
    )

    @OptionGroup var settings: SettingOptions

    func run() async throws {
        EventLoops.leaveCoreToWriter()
        let settings = try settings.load()
        let logger = Logger.lines(
            level: settings.logLevel,
            isJSON: settings.logFormat == .json
        )
        let (webhooks, admin) = (settings.webhookListen.host, settings.adminListen.host)
        try await ChecklySyncServer(settings: settings, logger: logger)
            .run { ports in
                logger.info(
                    "ready",
                    metadata: [
                        "webhooks": "\(webhooks):\(ports.webhookPort)",
                        "admin": "\(admin):\(ports.adminPort)",
                    ]
                )
            }
    }
}
