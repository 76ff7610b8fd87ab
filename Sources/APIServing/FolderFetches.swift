package import Encodings
package import SyncModel

/// The fetching of folders, as the API uses it.
package struct FolderFetches: Sendable {
    /// When a folder was last fetched since the server started, and when a failed fetch will be
    /// retried.
    package var lastFetch: @Sendable (FolderID) -> (at: Timestamp?, nextTryAt: Timestamp?)
    /// Whether the KMS says that there is no such folder.
    package var isMissing: @Sendable (FolderID) async -> Bool
    /// Why a folder cannot be fetched now; nil if it can, or if no response came in time.
    package var problem: @Sendable (FolderID) async -> (any ExplainedError)?
    /// Why a client may not log in; nil if it may, or if no response came in time.
    package var loginRefusal: @Sendable (Client) async -> (any ExplainedError)?

    /// A client of a KMS, as a request describes it.
    package struct Client: Sendable {
        /// The API to use.
        package let api: KMSAccess.API
        /// As `KMSAccess.checkedBaseURL` returns it.
        package let baseURL: String
        /// The id of the machine identity that fetches.
        package let id: String
        /// The client secret, in the clear.
        package let secret: SecretValue

        /// A client of what a request says.
        package init(api: KMSAccess.API, baseURL: String, id: String, secret: SecretValue) {
            self.api = api
            self.baseURL = baseURL
            self.id = id
            self.secret = secret
        }
    }

    /// Asks with these closures; nothing is a problem where no closure says so.
    package init(
        lastFetch: @escaping @Sendable (FolderID) -> (at: Timestamp?, nextTryAt: Timestamp?),
        isMissing: @escaping @Sendable (FolderID) async -> Bool,
        problem: @escaping @Sendable (FolderID) async -> (any ExplainedError)? = { _ in nil },
        loginRefusal: @escaping @Sendable (Client) async -> (any ExplainedError)? = { _ in nil }
    ) {
        self.lastFetch = lastFetch
        self.isMissing = isMissing
        self.problem = problem
        self.loginRefusal = loginRefusal
    }

    /// Used where nothing is fetched.
    package static let none = FolderFetches(
        lastFetch: { _ in (nil, nil) },
        isMissing: { _ in false }
    )
}
