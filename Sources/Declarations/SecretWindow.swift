internal import SyncModel

/// From when and until when a signing secret is good.
package struct SecretWindow: Sendable, Equatable {
    /// In RFC 3339, as the server shows it.
    package let notBefore: String?
    package let notAfter: String?

    /// Nil for a secret that is always good.
    package init?(notBefore: String?, notAfter: String?) {
        if notBefore == nil, notAfter == nil { return nil }
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    static func time(_ text: String) -> String? {
        Timestamp(rfc3339: text)?.rfc3339
    }
}
