/// Where an endpoint's certificate and its key are: PEM files.
package struct TLSFiles: Sendable, Equatable {
    /// What is given instead of a file to have the admin endpoint speak plain HTTP beside a webhook
    /// endpoint with TLS.
    static let none = "none"

    package let certificate: String
    package let key: String

    /// The files given for an endpoint; nil for none.
    ///
    /// - Throws: `SettingsError.tlsIncomplete` where only one of both is given.
    init?(certificate: String?, key: String?, endpoint: Endpoint) throws(SettingsError) {
        switch (certificate, key) {
        case (let certificate?, let key?): (self.certificate, self.key) = (certificate, key)
        case (nil, nil): return nil
        case (.some, nil), (nil, .some): throw .tlsIncomplete(endpoint)
        }
    }

    /// The files of the admin endpoint, which are those of the webhook endpoint where nothing else is said.
    static func admin(
        certificate: String?,
        key: String?,
        else standard: TLSFiles?
    ) throws(SettingsError) -> TLSFiles? {
        if certificate == none, key == nil { return nil }
        return try TLSFiles(certificate: certificate, key: key, endpoint: .admin) ?? standard
    }
}

/// Who may read the metrics.
package enum MetricsAccess: String, Sendable, CaseIterable {
    /// Whoever has a token of the admin endpoint.
    case token
    /// Whoever reaches the admin endpoint.
    case open
}
