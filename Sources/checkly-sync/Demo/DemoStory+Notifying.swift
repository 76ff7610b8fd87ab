import AdminClient
internal import Encodings
import Sandbox
import SyncModel

/// The part of the demo in which a KMS reports that a folder changed, without saying how.
extension DemoStory {
    static let kmsSource = "sandbox-kms"
    private static let kmsSecret = "sandbox-kms-webhook-secret"

    /// The URL to which the sandbox KMS posts notifications.
    static func kmsTarget(webhookPort: Int) -> WebhookTarget {
        WebhookTarget(
            url: "http://127.0.0.1:\(webhookPort)/webhooks/\(kmsSource)",
            secret: kmsSecret
        )
    }

    /// Changes a secret in the sandbox KMS, which then posts a signed notification.
    ///
    /// - Returns: Whether the notification is in the log.
    func notify(_ api: AdminAPI) async throws -> Bool {
        _ = try await api.createSource(
            .object([
                "name": .text(Self.kmsSource), "preset": .text("hanzo-kms"),
                "secrets": .list([.text(Self.kmsSecret)]),
            ])
        )
        let folder = KMSFolder(projectId: Self.project, environment: "dev", secretPath: "/app")
        let answers = await kms.setSecret("API_KEY", to: "demo-kms-value", in: folder)
        let events = try await api.events([("type", "source.notified")])
        let positions = (events["events"]?.array ?? []).compactMap { $0["position"]?.integer }
        let status = answers.first.flatMap(\.self).map { "\($0)" } ?? "no answer"
        printError("sandbox KMS changed dev /app: \(status), source.notified at \(positions)")
        return answers == [202] && positions.count == 1
    }
}
