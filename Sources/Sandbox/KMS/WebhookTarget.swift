/// Whom the sandboxed KMS tells about changes.
package struct WebhookTarget: Sendable {
    package let url: String
    /// The key of the signature; an empty one leaves deliveries unsigned.
    package let secret: String

    /// Names a listener and the secret that it shares with the KMS.
    package init(url: String, secret: String) {
        self.url = url
        self.secret = secret
    }
}
