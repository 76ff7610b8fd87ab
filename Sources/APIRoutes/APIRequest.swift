package import Encodings

/// A request for a route from within the process.
package struct APIRequest: Sendable {
    /// What is asked for.
    package var route: Route
    /// What the path's parts are, in their order, as they are before percent-encoding.
    package var parts: [String]
    /// The parameters of the query by name.
    package var query: [String: String]
    /// An object; one without members if there is nothing to send.
    package var body: JSONValue

    /// Nothing is checked before the request is performed.
    package init(
        _ route: Route,
        _ parts: [String] = [],
        query: [String: String] = [:],
        body: JSONValue = .object([])
    ) {
        self.route = route
        self.parts = parts
        self.query = query
        self.body = body
    }
}
