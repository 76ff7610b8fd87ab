internal import HTTPTypes
internal import Pages

/// `/login`: the only page without a session; it says nothing of this installation.
enum LoginPage {
    /// The page.
    ///
    /// - Parameters:
    ///   - next: Where to go afterwards, a path of this dashboard.
    ///   - error: Why the last attempt failed; nil if there was none.
    ///   - status: The status of the response.
    ///   - hasHint: Whether the browser may have left out the cookie of a session.
    /// - Returns: The page, which needs no session.
    static func document(
        next: String,
        error: String? = nil,
        status: HTTPResponse.Status = .ok,
        hasHint: Bool = false
    ) -> Page.Document {
        Page.Document(
            template: "login",
            heading: "Sign in",
            values: .members([
                "next": .field(next),
                "error": error.map { .object(["text": .text($0)]) },
                "hasCookieHint": .flag(hasHint),
            ]),
            status: status
        )
    }
}
