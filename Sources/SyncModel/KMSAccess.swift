package import Encodings

/// How to fetch a source's folders from the KMS behind it.
package struct KMSAccess: Sendable, Equatable {
    /// The API that the KMS speaks.
    package enum API: String, Sendable, CaseIterable {
        case infisicalV3 = "infisical-v3"
        case infisicalV4 = "infisical-v4"
        /// One request per secret; supports neither imports nor references.
        case hanzoV1 = "hanzo-v1"
    }

    /// The API to use.
    package var api: API
    /// Without a trailing slash; `https`, unless the host is this machine or `allowsInsecureHTTP`
    /// is set.
    package var baseURL: String
    /// The id of the machine identity that fetches.
    package var clientID: String
    /// Where the log holds the sealed client secret.
    package var clientSecret: SealedValueReference
    /// Whether a fetch that would remove every secret of a folder waits until a second fetch or a
    /// person confirms it.
    package var holdsEmptiedFolders: Bool
    /// Whether `baseURL` may be `http` to another machine; anybody on the network path can then
    /// read every secret.
    package var allowsInsecureHTTP: Bool

    /// Makes an access; callers have checked the address.
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
    /// As recorded; `holdEmptiedFolders` and `allowInsecureHttp` are omitted if they are the
    /// default.
    package var canonical: CanonicalValue {
        .object([
            "api": .text(api.rawValue),
            "baseUrl": .text(baseURL),
            "clientId": .text(clientID),
            "clientSecret": clientSecret.canonical,
            "holdEmptiedFolders": holdsEmptiedFolders ? nil : .bool(false),
            "allowInsecureHttp": allowsInsecureHTTP ? .bool(true) : nil,
        ])
    }

    /// Accepts accesses recorded before those two members existed.
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
