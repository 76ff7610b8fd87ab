import ArgumentParser
import ChecklySyncServer
import FoundationEssentials
import Logging
import Sandbox
import ServiceLifecycle
internal import Settings
import SyncModel

/// Runs the main use case end to end on this machine.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the main job end to end, against a sandbox Checkly on this machine.",
        discussion: """
            A real server, a source, a connection and two syncs made through the API, signed \
            webhooks through the listener, and a table of what is in Checkly afterwards. With \
            --once it ends with exit 0 when that is as expected and 1 when not; else it stays up \
            until Ctrl-C.

            Example: checkly-sync demo --once
            """
    )

    @Flag(help: "End with a verdict.")
    var once = false
    @Option(help: "The data directory to use; a new temporary one without it.")
    var data: String?
    @Option(help: "A folder with other webhooks to send than the program's own.")
    var fixtures: String?

    func run() async throws {
        let fixtures = try DemoFixtures(folder: fixtures)
        let directory = data ?? Self.temporaryDirectory
        defer {
            if data == nil { try? FileManager.default.removeItem(atPath: directory) }
        }
        let isAsExpected = try await play(fixtures, in: directory)
        if once, !isAsExpected { throw ExitCode.failure }
    }

    private static var temporaryDirectory: String {
        FileManager.default.temporaryDirectory.path + "/checkly-sync-demo-"
            + UUID().uuidString.lowercased()
    }

    /// Starts both servers, plays the story and, unless `--once`, waits for the end.
    private func play(_ fixtures: DemoFixtures, in directory: String) async throws -> Bool {
        // The story reports what goes wrong; cancelling the servers at its end is not an error.
        let logger = Logger.lines(level: .critical, to: .standardError(isJSON: false))
        return try await RunningSandbox.using(logger) { checkly, port in
            await checkly.setVariable(
                "BASE_URL",
                to: StoredVariable(value: "https://www.example.com"),
                account: SandboxNames.account
            )
            return try await play(fixtures, in: directory, checkly, port, logger)
        }
    }

    private func play(
        _ fixtures: DemoFixtures,
        in directory: String,
        _ checkly: SandboxChecklyState,
        _ port: Int,
        _ logger: Logger
    ) async throws -> Bool {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let settings = try Self.settings(data: directory, checklyPort: port)
            let (addresses, announce) = AsyncStream.makeStream(of: RunningAddresses.self)
            group.addTask {
                defer { announce.finish() }
                try await ChecklySyncServer(settings: settings, logger: logger)
                    .run(heedsHangup: false) { announce.yield($0) }
            }
            guard let running = await Self.first(of: addresses) else {
                while try await group.next() != nil {}
                throw CommandError.notReady(what: "The server")
            }
            let kms = SandboxKMSState(
                target: DemoStory.kmsTarget(webhookPort: running.webhookPort),
                sender: HTTPWebhookSender(logger: logger)
            )
            let story = DemoStory(
                checkly: checkly,
                checklyPort: port,
                kms: kms,
                fixtures: fixtures,
                running: running,
                directory: directory
            )
            let kmsService: any Service = SandboxKMS(state: kms, logger: logger)
                .makeApplication(port: 0) { printError("sandbox KMS: http://127.0.0.1:\($0)") }
            group.addTask { try await kmsService.run() }
            let isAsExpected = try await story.play()
            if !once {
                try await story.printAddresses()
                _ = try await group.next()
            }
            group.cancelAll()
            return isAsExpected
        }
    }

    private static func first<Element: Sendable>(of stream: AsyncStream<Element>) async -> Element?
    {
        for await element in stream { return element }
        return nil
    }

    private static func settings(
        data: String,
        checklyPort: Int
    ) throws -> ServerSettings {
        try ServerSettings.load(
            flags: [
                Setting.data.name: data,
                Setting.webhookListen.name: "127.0.0.1:0",
                Setting.adminListen.name: "127.0.0.1:0",
                Setting.checklyURL.name: "http://127.0.0.1:\(checklyPort)",
                Setting.logLevel.name: "warning",
            ],
            environment: [:],
            configFile: nil
        )
    }
}
