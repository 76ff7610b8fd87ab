import AsyncHTTPClient
package import Logging
import NIOCore
import NIOHTTP1

/// Sends webhooks over HTTP, once each whatever the outcome, as Hanzo KMS does.
package struct HTTPWebhookSender: WebhookSending {
    /// The time limit for a listener, the same as Hanzo KMS's.
    package static let deadline = Duration.seconds(15)

    private let logger: Logger
    private let deadline: Duration

    /// Makes a sender that uses the shared HTTP client of the process.
    package init(logger: Logger, deadline: Duration = Self.deadline) {
        self.logger = logger
        self.deadline = deadline
    }

    package func send(_ webhook: SignedWebhook, to url: String) async -> Int? {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        if let signature = webhook.signature {
            request.headers.add(name: SignedWebhook.signatureHeader, value: signature)
        }
        request.body = .bytes(ByteBuffer(bytes: webhook.body))
        do {
            let answer = try await HTTPClient.shared.execute(request, timeout: TimeAmount(deadline))
            return Int(answer.status.code)
        } catch {
            logger.warning("A webhook reached nobody.", metadata: ["reason": "\(error)"])
            return nil
        }
    }
}
