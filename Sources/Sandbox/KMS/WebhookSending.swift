/// Delivers webhooks to a listener.
package protocol WebhookSending: Sendable {
    /// Sends one webhook.
    ///
    /// - Returns: The status of the response; nil if there was none.
    func send(_ webhook: SignedWebhook, to url: String) async -> Int?
}
