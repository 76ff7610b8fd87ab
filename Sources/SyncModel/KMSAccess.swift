package import Encodings

/// How a source's folders are read back from the key management system behind it.
package struct KMSAccess: Sendable, Equatable {
    /// The API that answers.
    package enum API: String, Sendable, CaseIterable {
        case infisicalV3 = "infisical-v3"
        case infisicalV4 = "infisical-v4"
        /// One request a secret; it knows neither imports nor references.
        case hanzoV1 = "hanzo-v1"
    }

    package var api: API
    /// Without a slash at its end; `https`, unless the host is this machine or `http` is allowed.
    package var baseURL: String
    package var clientID: String
    /// Where the client secret is sealed.
    package var clientSecret: SealedValueReference
    /// Whether a read that would take every secret of a folder away at once waits for a second one, or for somebody.
    package var holdsEmptiedFolders: Bool
    /// Whether the address may be `http` to another machine: everybody on the way then reads every secret.
    package var allowsInsecureHTTP: Bool

    package init(
        api: API,
        baseURL: String,
        clientID: String,
        clientSecret: SealedValueReference,
        holdsEmptiedFolders: Bool = true,
        allowsInsecureHTTP: Bool = false
    ) {
        self.allowsInsecureHTTP = allowsInsecureHTTP
        self.holdsEmptiedFolders = holdsEmptiedFolders
        self.api = api
        self.baseURL = baseURL
        self.clientID = clientID
        self.clientSecret = clientSecret
    }
}

extension KMSAccess: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record([
            "api": .text(api.rawValue),
            "baseUrl": .text(baseURL),
            "clientId": .text(clientID),
            "clientSecret": clientSecret.canonical,
            "holdEmptiedFolders": holdsEmptiedFolders ? nil : .bool(false),
            "allowInsecureHttp": allowsInsecureHTTP ? .bool(true) : nil,
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            api: try canonical.word("api"),
            baseURL: try canonical.text("baseUrl"),
            clientID: try canonical.text("clientId"),
            clientSecret: try canonical.value("clientSecret"),
            holdsEmptiedFolders: canonical.optionalMember("holdEmptiedFolders") != .bool(false),
            allowsInsecureHTTP: canonical.optionalMember("allowInsecureHttp") == .bool(true)
        )
    }
}
