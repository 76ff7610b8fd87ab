package import APIRoutes
package import SyncModel

/// Somebody signed in with a browser.
package struct Session: Sendable {
    /// Who it is.
    package let caller: Caller
    /// The token against forged requests, which every form carries.
    package let csrf: String
    /// When the session ends, whatever happens until then.
    package let endsAt: Timestamp

    /// - Parameters:
    ///   - caller: Who it is.
    ///   - csrf: The token against forged requests.
    ///   - endsAt: When the session ends at the latest.
    package init(caller: Caller, csrf: String, endsAt: Timestamp) {
        self.caller = caller
        self.csrf = csrf
        self.endsAt = endsAt
    }
}
