internal import Encodings
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
    @Flag(help: "Start with all pushing held, until `checkly-sync release`.")
    var hold = false
    @Option(
        help: ArgumentHelp(stringLiteral: Setting.caFile.setting.help),
        completion: .file()
    )
    var caFile: String?

    func run() async throws {
        EventLoops.leaveCoreToWriter()
        let settings = try loaded()
        let isJSON = settings.logFormat == .json
        let writer = LogWriter.standardError(isJSON: isJSON)
        let logger = Logger.lines(level: settings.logLevel, isJSON: isJSON, to: writer)
        logger.info(
            "starting",
            metadata: [
                "version": "\(ChecklySync.configuration.version)",
                "data": "\(settings.dataDirectory)",
                "checkly": "\(settings.checklyURL)",
            ]
        )
        let (webhooks, admin) = (settings.webhookListen.host, settings.adminListen.host)
        let result = await Self.ending {
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
        await writer.flush()
        try result.get()
    }

    private func loaded() throws -> ServerSettings {
        var settings = try settings.load(caFile: caFile)
        settings.holdsPushing = hold
        return settings
    }

    private static func ending(
        _ work: () async throws -> Void
    ) async -> Result<Void, any Error> {
        do {
            return .success(try await work())
        } catch {
            return .failure(error)
        }
    }
}
