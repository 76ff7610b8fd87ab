/// Where a side's certificate and its key are: PEM files.
package struct TLSFiles: Sendable, Equatable {
    /// What is given instead of a file to have the admin side speak plain HTTP beside a webhook
    /// side with TLS.
    static let none = "none"

    package let certificate: String
    package let key: String

    /// The files given for a side; nil for none.
    ///
    /// - Throws: `SettingsError.tlsIncomplete` where only one of both is given.
    init?(certificate: String?, key: String?, side: Side) throws(SettingsError) {
        switch (certificate, key) {
        case (let certificate?, let key?): (self.certificate, self.key) = (certificate, key)
        case (nil, nil): return nil
        case (.some, nil), (nil, .some): throw .tlsIncomplete(side)
        }
    }

    /// The files of the admin side, which are those of the webhook side where nothing else is said.
    static func admin(
        certificate: String?,
        key: String?,
        else standard: TLSFiles?
    ) throws(SettingsError) -> TLSFiles? {
        if certificate == none, key == nil { return nil }
        return try TLSFiles(certificate: certificate, key: key, side: .admin) ?? standard
    }
}

/// Who may read the metrics.
package enum MetricsAccess: String, Sendable, CaseIterable {
    /// Whoever has a token of the admin side.
    case token
    /// Whoever reaches the admin side.
    case open
}
