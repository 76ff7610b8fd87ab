internal import HTTPTypes
internal import Pages

/// Where a browser says that a request comes from (Fetch Metadata, W3C; RFC 6454).
enum RequestOrigin {
    /// Whether a page of this dashboard sent the request.
    ///
    /// - Parameters:
    ///   - headers: The headers of the request.
    ///   - authority: The host and port that it was sent to.
    ///   - isSecure: Whether it came over TLS.
    /// - Returns: False for whatever does not say so.
    static func isOwn(_ headers: HTTPFields, authority: String?, isSecure: Bool) -> Bool {
        if let site = value("Sec-Fetch-Site", headers) { return site == "same-origin" }
        // Without TLS a browser tells where it is only for names of its own machine.
        guard let origin = headers[.origin], let authority else { return false }
        return origin == (isSecure ? "https://" : "http://") + authority
    }

    /// Whether another site led here, in which case browsers leave strict cookies out.
    static func isForeign(_ headers: HTTPFields) -> Bool {
        ["cross-site", "same-site"].contains(value("Sec-Fetch-Site", headers))
    }

    private static func value(_ name: String, _ headers: HTTPFields) -> String? {
        HTTPField.Name(name).flatMap { headers[$0] }
    }
}
