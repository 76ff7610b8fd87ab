internal import Encodings

/// Why an address is not accepted for a KMS.
package enum KMSAddressError: ExplainedError, Equatable {
    /// Not an `http` or `https` URL, or one with a user, query or fragment.
    case malformed
    /// An `http` URL of another machine that was not permitted explicitly.
    case notEncrypted

    /// One word for both cases.
    package var code: String { "reader-address" }
    /// What is wrong, without the address.
    package var message: String {
        switch self {
        case .malformed: "The base URL is not the address of a server."
        case .notEncrypted: "Secrets are not fetched over an unencrypted connection."
        }
    }
    /// What to give instead.
    package var hint: String {
        switch self {
        case .malformed:
            "Give one such as https://kms.hanzo.ai, without user, query and fragment."
        case .notEncrypted:
            "Use https; http is accepted for this machine, and within a network of your own with "
                + "reader.allowInsecureHttp (--reader-allow-insecure-http)."
        }
    }
}

extension KMSAccess {
    /// The names of this machine in an address.
    static let loopbackHosts = ["localhost", "127.0.0.1", "[::1]"]

    /// Checks the address of a KMS and drops its trailing slashes.
    ///
    /// - Parameters:
    ///   - text: The address as given.
    ///   - allowsInsecureHTTP: Whether `http` to another machine is acceptable.
    /// - Returns: The address as stored.
    /// - Throws: `KMSAddressError`.
    package static func checkedBaseURL(
        _ text: String,
        allowsInsecureHTTP: Bool = false
    ) throws(KMSAddressError) -> String {
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        let pattern = #/(https?)://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?(/[^?#@\\]*)?/#
        guard isPlain, let match = text.wholeMatch(of: pattern)?.output else { throw .malformed }
        let host = match.2.lowercased()
        if match.1 == "http", !loopbackHosts.contains(host), !allowsInsecureHTTP {
            throw .notEncrypted
        }
        return String(text.reversed().drop { $0 == "/" }.reversed())
    }
}
