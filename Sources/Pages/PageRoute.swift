/// One page, or one thing that a form does, at its path.
package struct PageRoute: Sendable {
    /// Makes what the route answers; throws `APIError` as the API refuses something.
    package typealias Handler = @Sendable (PageRequest) async throws -> Page

    /// How a browser asks.
    package enum Method: Sendable {
        /// To look at a page.
        case get
        /// To send a form.
        case post
    }

    /// The maximum size in bytes of most forms.
    package static let formLimit = 64 * 1024

    /// How a browser asks.
    package let method: Method
    /// The path, in which a part such as `:id` is a parameter.
    package let path: String
    /// The maximum size in bytes of what is sent.
    package let limit: Int
    /// Makes the answer.
    package let handler: Handler

    /// A page to look at.
    package static func get(_ path: String, _ handler: @escaping Handler) -> PageRoute {
        PageRoute(method: .get, path: path, limit: 0, handler: handler)
    }

    /// What a form does.
    package static func post(
        _ path: String,
        limit: Int = formLimit,
        _ handler: @escaping Handler
    ) -> PageRoute {
        PageRoute(method: .post, path: path, limit: limit, handler: handler)
    }
}
