internal import HTTPTypes
internal import Hummingbird
internal import Pages

/// The headers of everything that the dashboard sends.
///
/// Nothing comes from another host, nothing is inline, and markup enters a page through one policy
/// of Trusted Types only.
enum SecurityHeaders {
    private static let policy = [
        "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self'",
        "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
        "require-trusted-types-for 'script'", "trusted-types dashboard",
    ]
    .joined(separator: "; ")

    private static let headers: [(String, String)] = [
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        // A form must say where it was sent from.
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ]

    /// Adds the headers; a response says itself whether it may be kept.
    static func add(to response: inout Response) {
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { response.headers[name] = value }
        }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    }
}
