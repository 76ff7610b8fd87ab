/// The PEM files with an endpoint's certificate and key.
package struct TLSFiles: Sendable, Equatable {
    /// What is given instead of a file to serve the admin endpoint over plain HTTP although the
    /// webhook endpoint has TLS.
    static let none = "none"

    /// The path of the certificate, followed by those of its issuers.
    package let certificate: String
    /// The path of the certificate's key.
    package let key: String

    /// The files given for an endpoint; nil if there are none.
    ///
    /// - Throws: `SettingsError.tlsIncomplete` if only one of them is given.
    init?(certificate: String?, key: String?, endpoint: Endpoint) throws(SettingsError) {
        switch (certificate, key) {
        case (let certificate?, let key?): (self.certificate, self.key) = (certificate, key)
        case (nil, nil): return nil
        case (.some, nil), (nil, .some): throw .tlsIncomplete(endpoint)
        }
    }

    /// The files of the admin endpoint, by default those of the webhook endpoint.
    ///
    /// - Throws: `SettingsError.tlsIncomplete` if only one of them is given.
    static func admin(
        certificate: String?,
        key: String?,
        else standard: TLSFiles?
    ) throws(SettingsError) -> TLSFiles? {
        if certificate == none, key == nil { return nil }
        return try TLSFiles(certificate: certificate, key: key, endpoint: .admin) ?? standard
    }
}

/// Who may read `/metrics`.
package enum MetricsAccess: String, Sendable, CaseIterable {
    /// Those with a token of the admin API.
    case token
    /// Everybody who reaches the admin endpoint.
    case open
}

/// Whether the admin endpoint has pages for browsers.
package enum DashboardAccess: String, Sendable, CaseIterable {
    /// Pages for those who sign in with a token of the admin API.
    case on
    case off
}
