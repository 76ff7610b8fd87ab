package import WebhookSignatures

/// Test deliveries to this server's webhook endpoint, as the API uses them.
package struct SourceTesting: Sendable {
    /// What the sender of a test delivery sees.
    package struct Answer: Sendable {
        /// The HTTP status; nil if there was no response.
        package var status: Int?
        /// The body; blank if there was no response.
        package var body = ""
        /// Why there was no response; nil if there was one.
        package var problem: (code: String, message: String, hint: String)?

        /// A response.
        package init(status: Int, body: String) {
            (self.status, self.body) = (status, body)
        }

        /// No response, for this reason.
        package init(noneBecause problem: (code: String, message: String, hint: String)) {
            self.problem = problem
        }
    }

    /// The address of the webhook endpoint as senders see it; nil if the settings do not say it.
    package var publicURL: String?
    /// Hands a delivery to the webhook endpoint of this process; it ends in seconds.
    package var inside: @Sendable (_ source: String, IncomingRequest) async -> Answer
    /// Posts a delivery to a URL; it ends in seconds.
    package var post: @Sendable (_ url: String, IncomingRequest) async -> Answer

    /// Sends with these closures.
    package init(
        publicURL: String?,
        inside: @escaping @Sendable (_ source: String, IncomingRequest) async -> Answer,
        post: @escaping @Sendable (_ url: String, IncomingRequest) async -> Answer
    ) {
        self.publicURL = publicURL
        self.inside = inside
        self.post = post
    }

    /// Used where there is no webhook endpoint.
    package static let none: SourceTesting = {
        let nobody = Answer(
            noneBecause: (
                code: "no-endpoint", message: "This server takes no deliveries.",
                hint: "Ask the one that does."
            )
        )
        return SourceTesting(publicURL: nil, inside: { _, _ in nobody }, post: { _, _ in nobody })
    }()
}
