/// What the API cannot know of its server by itself.
package struct ServerFacts: Sendable {
    /// The sizes of the log's files in bytes.
    package struct Sizes: Sendable {
        /// The database with its indexes.
        package var database: Int
        /// What was committed and is not in the database yet.
        package var writeAheadLog: Int

        /// Sizes in bytes.
        package init(database: Int, writeAheadLog: Int) {
            self.database = database
            self.writeAheadLog = writeAheadLog
        }
    }

    /// Where the server is reached.
    package struct Addresses: Sendable {
        /// The webhook endpoint as senders see it; nil if the settings do not say it.
        package var publicURL: String?
        /// Where the webhook endpoint listens.
        package var webhooks: String
        /// Where the admin endpoint listens.
        package var admin: String

        /// Where senders reach the webhook endpoint, as far as is known.
        package var senders: String { publicURL ?? webhooks }

        /// Addresses with a scheme, without trailing slashes.
        package init(publicURL: String?, webhooks: String, admin: String) {
            self.publicURL = publicURL
            self.webhooks = webhooks
            self.admin = admin
        }
    }

    /// Returns the sizes, which are some seconds old at most; it never waits.
    package var sizes: @Sendable () -> Sizes
    /// Returns the addresses.
    package var addresses: @Sendable () -> Addresses
    /// The maximum number of requests to an account in a minute.
    package var requestLimit: Int
    /// Returns how many requests to an account may begin now.
    package var requestsLeft: @Sendable (_ accountID: String) async -> Int

    /// Asks with these closures.
    package init(
        sizes: @escaping @Sendable () -> Sizes,
        addresses: @escaping @Sendable () -> Addresses,
        requestLimit: Int,
        requestsLeft: @escaping @Sendable (_ accountID: String) async -> Int
    ) {
        self.sizes = sizes
        self.addresses = addresses
        self.requestLimit = requestLimit
        self.requestsLeft = requestsLeft
    }

    /// Used where there is no server.
    package static let none = ServerFacts(
        sizes: { Sizes(database: 0, writeAheadLog: 0) },
        addresses: { Addresses(publicURL: nil, webhooks: "", admin: "") },
        requestLimit: 0,
        requestsLeft: { _ in 0 }
    )
}
