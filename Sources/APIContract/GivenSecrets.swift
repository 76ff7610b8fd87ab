internal import Encodings

/// Texts that are compared with the secrets of a source.
package struct GivenSecrets: Sendable {
    /// Compared with the signing secrets; nil for none.
    package var secrets: [String]?
    /// Compared with the client secret of the access to a KMS.
    package var clientSecret: String?

    /// Everything a request can say.
    package static let resource = Resource(
        blank: GivenSecrets(),
        [
            Member("secrets", .given(.list(of: .text), else: "Expected strings"), \.secrets),
            Member("readerClientSecret", .given(), \.clientSecret),
        ]
    )
}

/// A text that is compared with a connection's API key.
package struct GivenAPIKey: Sendable {
    /// Without the white space around it, as keys are kept; nil for none.
    package var key: String?

    /// Everything a request can say.
    package static let resource = Resource(
        blank: GivenAPIKey(),
        [Member("apiKey", .given(.text) { $0.string?.trimmed }, \.key)]
    )
}
