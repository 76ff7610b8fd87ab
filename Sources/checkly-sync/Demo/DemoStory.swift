import AdminClient
internal import Encodings
import ChecklySyncServer
import FoundationEssentials
import Sandbox
import SyncModel
import WebhookSignatures

/// What the demo does once both servers run: it sets up, sends, waits and compares.
struct DemoStory: Sendable {
    static let source = "hanzo-events"
    static let project = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
    /// The time limit for the pushes.
    private static let deadline = Duration.seconds(60)
    private static let pause = Duration.milliseconds(100)

    let checkly: SandboxChecklyState
    let checklyPort: Int
    let kms: SandboxKMSState
    let fixtures: DemoFixtures
    let running: RunningAddresses
    let directory: String

    private var webhooks: String { "http://127.0.0.1:\(running.webhookPort)/webhooks/" }
    private var admin: String { "http://127.0.0.1:\(running.adminPort)" }
    private var tokenPath: String { directory + "/admin.token" }
    private var secretPath: String { directory + "/demo.secret" }
    private var nextPath: String { directory + "/next.json" }

    /// Plays the story.
    ///
    /// - Returns: Whether the sandbox Checkly holds exactly what is expected.
    func play() async throws -> Bool {
        let api = AdminAPI(server: admin, token: try LocalFile.line(tokenPath))
        let secret = "whsec_" + Self.randomBytes(32).base64EncodedString()
        try keep(secret: secret)
        let syncs = try await setUp(api, secret: secret)
        try await deliver(secret: secret)
        let isNotified = try await notify(api)
        try await wait(for: syncs, api)
        return try await compare(syncs, api) && isNotified
    }

    func printAddresses() async throws {
        let api = AdminAPI(server: admin, token: try LocalFile.line(tokenPath))
        printError("sandbox Checkly: http://127.0.0.1:\(checklyPort)/sandbox/variables")
        printError("webhooks:        \(webhooks)\(Self.source)")
        printError("admin API:       \(admin)")
        printError("dashboard:       \(try await api.loginLink())")
        printError("                 (signs you in once; later: \(api.pages))")
        printError("admin token:     \(tokenPath)")
        printError("next webhook:")
        printError("  \(Self.program) send --to \(webhooks)\(Self.source) \\")
        printError("    --preset standard-webhooks \\")
        printError("    --secret-file \(secretPath) \\")
        printError("    --file \(nextPath) \\")
        printError("    --wait --server \(admin) --data \(directory)")
        printError("  (for another one after it, change its id and a value in that file)")
        printError("Ctrl-C ends it.")
    }

    /// How this program was called.
    private static var program: String { CommandLine.arguments.first ?? "checkly-sync" }

    /// Writes what a person needs to send a webhook by hand: the signing secret, and a body.
    private func keep(secret: String) throws {
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        for (path, text) in [(secretPath, secret), (nextPath, Self.nextWebhook)] {
            let isWritten = FileManager.default.createFile(
                atPath: path,
                contents: Data((text + "\n").utf8),
                attributes: attributes
            )
            if !isWritten { throw CommandError.unwritable(reason: "\(path) cannot be made") }
        }
    }

    private static let nextWebhook = """
        {
          "specversion": "1.0",
          "id": "demo-0004",
          "source": "/kms/demo",
          "type": "secrets.changed",
          "time": "2026-11-23T08:02:00Z",
          "data": {
            "projectId": "\(project)",
            "environment": "dev",
            "secretPath": "/app",
            "changes": [{ "op": "set", "key": "API_KEY", "value": "demo-api-key-3" }]
          }
        }
        """

    private static func randomBytes(_ count: Int) -> Data {
        Data((0..<count).map { _ in UInt8.random(in: 0...255) })
    }

    private func deliver(secret: String) async throws {
        let door = SignedDelivery(
            to: webhooks + Self.source,
            scheme: SignaturePreset.standardWebhooks.scheme,
            secret: SecretValue(secret)
        )
        for delivery in fixtures.deliveries {
            let answer = try await door.send(delivery.body, id: delivery.id)
            printError("\(delivery.name): \(answer.status) \(answer.text)")
        }
        guard let last = fixtures.deliveries.last else { return }
        let answer = try await door.send(last.body, id: last.id)
        printError("\(last.name) again: \(answer.status) \(answer.text)")
    }

    /// Waits until each sync has succeeded and Checkly holds what is expected.
    ///
    /// After `deadline` it gives up and reports the state of each sync.
    private func wait(for ids: [String], _ api: AdminAPI) async throws {
        let end = ContinuousClock.now.advanced(by: Self.deadline)
        while ContinuousClock.now < end {
            var succeeded = 0
            for id in ids where try await api.sync(id: id)["syncStatus"]?.string == "succeeded" {
                succeeded += 1
            }
            if succeeded == ids.count, await isAsExpected() { return }
            try await Task.sleep(for: Self.pause)
        }
        for id in ids {
            let sync = try await api.sync(id: id)
            let message = sync["lastSyncMessage"]?.cell ?? ""
            printError("\(sync["name"]?.cell ?? id): \(sync["syncStatus"]?.cell ?? "?") \(message)")
        }
    }
}
