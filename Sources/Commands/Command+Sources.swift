package import SyncModel

/// An action on an existing webhook source.
package enum SourceAction: Sendable {
    case update(SourceUpdate)
    case delete
    case addSecret(NewSecret)
    /// Refused for the last secret.
    case removeSecret(id: String)
}

/// A webhook source before it exists.
package struct NewSource: Sendable {
    /// 1 to 64 lower-case letters, digits and hyphens.
    package var name: String
    /// The name of a preset, or `custom`.
    package var preset: String
    /// The members of a custom scheme, flattened; empty for a preset.
    package var scheme: [String: String]
    /// The format of its deliveries.
    package var payload: WebhookSource.Payload
    /// 1 to `WebhookSource.secretLimit` secrets that suit the scheme.
    package var secrets: [SecretValue]
    /// The maximum difference between a signed time and now, in seconds: 1 to 604,800.
    package var toleranceSeconds: Int64
    /// Whether deliveries are accepted.
    package var isEnabled: Bool
    /// How to fetch its folders; nil if nothing is fetched.
    package var kmsAccess: NewKMSAccess?

    /// A source as a request describes it.
    package init(
        name: String,
        preset: String,
        scheme: [String: String],
        payload: WebhookSource.Payload,
        secrets: [SecretValue],
        toleranceSeconds: Int64,
        isEnabled: Bool,
        kmsAccess: NewKMSAccess?
    ) {
        self.name = name
        self.preset = preset
        self.scheme = scheme
        self.payload = payload
        self.secrets = secrets
        self.toleranceSeconds = toleranceSeconds
        self.isEnabled = isEnabled
        self.kmsAccess = kmsAccess
    }
}

/// The members of a source that a request names; the others keep their values.
package struct SourceUpdate: Sendable {
    /// A change to how folders are fetched.
    package enum Access: Sendable {
        case keep
        case remove
        case replace(NewKMSAccess)
        /// Changes settings of the existing access; nil keeps one.
        case adjust(holdsEmptiedFolders: Bool?, allowsInsecureHTTP: Bool?)
    }

    /// Whether deliveries are accepted.
    package var isEnabled: Bool?
    /// In seconds, 1 to 604,800.
    package var toleranceSeconds: Int64?
    /// The format of its deliveries.
    package var payload: WebhookSource.Payload?
    /// How to fetch its folders.
    package var access = Access.keep

    /// Names nothing.
    package init() {}
}

/// A signing secret to add to a source.
package struct NewSecret: Sendable {
    /// The secret, as the sender holds it.
    package var value: SecretValue
    /// Whether a secret short enough to be guessed is acceptable.
    package var allowsWeak: Bool
    /// The secret is invalid before this time; nil means no bound.
    package var notBefore: Timestamp?
    /// The secret is invalid after this time; nil means no bound.
    package var notAfter: Timestamp?

    /// A secret that is valid between two times.
    package init(
        _ value: SecretValue,
        allowsWeak: Bool,
        notBefore: Timestamp?,
        notAfter: Timestamp?
    ) {
        self.value = value
        self.allowsWeak = allowsWeak
        self.notBefore = notBefore
        self.notAfter = notAfter
    }
}

/// Access to a KMS whose client secret is not sealed yet.
package struct NewKMSAccess: Sendable {
    /// The API to use.
    package var api: KMSAccess.API
    /// As `KMSAccess.checkedBaseURL` returns it.
    package var baseURL: String
    /// The id of the machine identity that fetches.
    package var clientID: String
    /// Up to 4 KiB.
    package var clientSecret: SecretValue
    /// As in `KMSAccess`.
    package var holdsEmptiedFolders: Bool
    /// As in `KMSAccess`.
    package var allowsInsecureHTTP: Bool

    /// Access as a request describes it.
    package init(
        api: KMSAccess.API,
        baseURL: String,
        clientID: String,
        clientSecret: SecretValue,
        holdsEmptiedFolders: Bool,
        allowsInsecureHTTP: Bool
    ) {
        self.api = api
        self.baseURL = baseURL
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.holdsEmptiedFolders = holdsEmptiedFolders
        self.allowsInsecureHTTP = allowsInsecureHTTP
    }

    /// The access as the source keeps it.
    func sealed(at place: SealedValueReference) -> KMSAccess {
        KMSAccess(
            api: api,
            baseURL: baseURL,
            clientID: clientID,
            clientSecret: place,
            holdsEmptiedFolders: holdsEmptiedFolders,
            allowsInsecureHTTP: allowsInsecureHTTP
        )
    }
}
