internal import HTTPTypes
internal import Pages

/// The cookies of the dashboard (RFC 6265).
struct Cookies: Sendable {
    /// Whether the listener presents a certificate; cookies then never leave TLS.
    let isSecure: Bool

    private static let preferencesAge = 60 * 60 * 24 * 365

    /// The name of the session's cookie.
    ///
    /// The prefix makes browsers refuse one that another host or port without TLS sets.
    var sessionName: String { (isSecure ? "__Host-" : "") + "checkly_sync_session" }

    /// The name of the cookie with what a reader prefers.
    let preferencesName = "checkly_sync_preferences"

    /// The value of a cookie that a request brings; nil if it brings none.
    func value(_ name: String, in headers: HTTPFields) -> String? {
        for header in headers[values: .cookie] {
            for part in header.utf8.split(separator: UInt8(ascii: ";")) {
                let text = String(decoding: part, as: UTF8.self)
                    .trimmingPrefix(while: { $0 == " " })
                let pair = text.split(
                    separator: "=",
                    maxSplits: 1,
                    omittingEmptySubsequences: false
                )
                if pair.count == 2, pair[0] == name { return String(pair[1]) }
            }
        }
        return nil
    }

    /// The header that gives a browser the secret of its session.
    func session(_ secret: String) -> String { cookie(sessionName, secret) }

    /// The header that makes a browser forget its session.
    var noSession: String { cookie(sessionName, "") + "; Max-Age=0" }

    /// The header that makes a browser remember what its reader prefers.
    func preferences(_ preferences: Preferences) -> String {
        cookie(preferencesName, preferences.text) + "; Max-Age=\(Self.preferencesAge)"
    }

    private func cookie(_ name: String, _ value: String) -> String {
        "\(name)=\(value); Path=/; HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "")
    }
}
