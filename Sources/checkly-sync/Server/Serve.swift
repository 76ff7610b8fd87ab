internal import Encodings
import ArgumentParser
import ChecklySyncServer
import FoundationEssentials
import Logging
internal import Settings

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
    @Flag(
        help: ArgumentHelp(
            "Push to a sandbox Checkly inside the program, to try things.",
            discussion: """
                The API key "sandbox-api-key" reaches it. The data directory is \
                \(Self.sandboxDirectory) unless another one is set.
                """
        )
    )
    var sandbox = false
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
        let result = await Self.ending {
            guard sandbox else { return try await Self.run(settings, logger) }
            try await RunningSandbox.using(logger) { _, port in
                var settings = settings
                settings.checklyURL = "http://127.0.0.1:\(port)"
                try await Self.run(settings, logger)
            }
        }
        await writer.flush()
        try result.get()
    }

    private static func run(_ settings: ServerSettings, _ logger: Logger) async throws {
        logger.info(
            "starting",
            metadata: [
                "version": "\(ChecklySync.configuration.version)",
                "data": "\(settings.dataDirectory)",
                "checkly": "\(settings.checklyURL)",
            ]
        )
        let (webhooks, admin) = (settings.webhookListen.host, settings.adminListen.host)
        let pages = settings.dashboard == .on ? pages(settings) : nil
        try await ChecklySyncServer(settings: settings, logger: logger)
            .run { ports in
                var metadata: Logger.Metadata = [
                    "webhooks": "\(webhooks):\(ports.webhookPort)",
                    "admin": "\(admin):\(ports.adminPort)",
                ]
                metadata["dashboard"] = pages.map { "\($0):\(ports.adminPort)/" }
                logger.info("ready", metadata: metadata)
            }
    }

    private func loaded() throws -> ServerSettings {
        var settings = try settings.load(caFile: caFile)
        settings.holdsPushing = hold
        if sandbox, settings.dataDirectory == Setting.standardDataDirectory {
            settings.dataDirectory = Self.sandboxDirectory
        }
        return settings
    }

    private static let sandboxDirectory = "./checkly-sync-sandbox"

    /// The address of the dashboard without its port.
    private static func pages(_ settings: ServerSettings) -> String {
        let host = settings.adminListen.host
        let isLocal = ["127.0.0.1", "::1", "localhost", "0.0.0.0"].contains(host)
        return (settings.adminTLS == nil ? "http://" : "https://")
            + (isLocal ? "checkly-sync.localhost" : host)
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
