/// How a test delivery is made and which way it takes.
package struct SourceTest: Sendable {
    /// The way of a test delivery.
    package enum Way: String, Sendable, CaseIterable {
        /// To the webhook endpoint within this process.
        case inside
        /// To the address that senders use, through everything in between.
        case publicURL = "public-url"
    }

    /// The id of the secret to sign with; nil for the newest that is valid.
    package var secretID: String?
    /// The way it takes.
    package var way = Way.inside

    /// Everything that a request has to say.
    package static let resource = Resource(
        blank: SourceTest(),
        [
            Member("secretId", .text(TextRule(limit: 64, atLeast: 1)), \.secretID),
            Member("via", .word, \.way, .required),
        ]
    )
}
