/// The listener that the sandboxed KMS sends webhooks to.
package struct WebhookTarget: Sendable {
    /// The URL to post webhooks to.
    package let url: String
    /// The key of the signature; an empty one leaves webhooks unsigned.
    package let secret: String

    /// Makes a target with the secret that the listener shares with the KMS.
    package init(url: String, secret: String) {
        self.url = url
        self.secret = secret
    }
}
