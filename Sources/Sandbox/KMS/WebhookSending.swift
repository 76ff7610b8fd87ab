/// Carries a webhook to its listener.
package protocol WebhookSending: Sendable {
    /// Sends one request.
    ///
    /// - Returns: The status of the answer, or `nil` if there was none.
    func send(_ webhook: SignedWebhook, to url: String) async -> Int?
}
