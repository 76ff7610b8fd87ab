internal import OutboundHTTP

/// The outcome of one request for metrics, without keys, accounts or values.
package struct ChecklyRequestOutcome: Sendable, Equatable {
    /// The HTTP method.
    package var method: String
    /// The path as in Checkly's documentation, such as `/v1/variables/{key}`.
    package var route: String
    /// The HTTP status; nil if there was no response.
    package var status: Int?

    init(method: String, path: String, result: Result<OutboundResponse, TransportError>) {
        self.method = method
        route = Self.route(of: path)
        status = try? result.get().status
    }

    private static func route(of path: String) -> String {
        if path.hasPrefix("/v1/variables/") { return "/v1/variables/{key}" }
        for groups in ["/v1/check-groups/", "/v2/check-groups/"] where path.hasPrefix(groups) {
            return groups + "{id}"
        }
        return String(path.prefix { $0 != "?" })
    }
}
