internal import OutboundHTTP

/// What became of one request, for metrics; no key of a variable, account or value is in it.
package struct ChecklyRequestOutcome: Sendable, Equatable {
    package var method: String
    /// The path as Checkly's documentation writes it, such as `/v1/variables/{key}`.
    package var route: String
    /// The HTTP status; nil when no answer came.
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
