internal import SyncModel

/// The validity period of a signing secret.
package struct SecretWindow: Sendable, Equatable {
    /// The start, in RFC 3339 as the server shows it; nil for no bound.
    package let notBefore: String?
    /// The end, in RFC 3339 as the server shows it; nil for no bound.
    package let notAfter: String?

    /// Returns nil for a secret that is always valid.
    package init?(notBefore: String?, notAfter: String?) {
        if notBefore == nil, notAfter == nil { return nil }
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    static func time(_ text: String) -> String? {
        Timestamp(rfc3339: text)?.rfc3339
    }
}
