package import Cryptography

/// How a sender signs: the header that carries the signature, its content and its encoding.
///
/// Presets and custom schemes share one implementation.
package struct SignatureScheme: Sendable, Equatable {
    /// The encoding of a signature.
    package enum Encoding: String, Sendable {
        case hex, base64
    }

    /// How to decode a configured secret into an HMAC key.
    package enum SecretEncoding: String, Sendable {
        /// The UTF-8 bytes of its text.
        case utf8
        case base64
        /// Base64 after an optional `whsec_` (Standard Webhooks 1.0.0).
        case whsec
        case hex
    }

    /// Where a value is found.
    package enum Location: Sendable, Equatable {
        /// In the signature header, according to its format.
        case signature
        /// In the header with this lower-case name.
        case header(String)
        /// In the JSON body.
        case body(JSONPointer)
    }

    /// The time at which a delivery was signed.
    package struct SignedTime: Sendable, Equatable {
        /// The unit of the time.
        package enum Unit: String, Sendable {
            case seconds = "s"
            case milliseconds = "ms"
        }

        /// Where the time is found.
        package var from: Location
        /// Whether the number counts seconds or milliseconds since 1970.
        package var unit: Unit
        /// A top-level member of the body that must contain the same number; required if only the
        /// body is signed.
        package var mustEqualMember: String?
    }

    /// Lower-case names; exactly one of these headers must be present with exactly one value.
    package var headers: [String]
    /// The format of an element, with `{signature}` and, if the header carries it, `{timestamp}`.
    package var format: String
    /// The characters that separate the header's elements; empty if the header is a single element.
    ///
    /// Any of the signatures may match, because a sender that rotates its secret sends one per
    /// secret.
    package var separators: String
    /// The signed content: `{body}`, `{timestamp}`, `{id}` and literal text.
    package var content: String
    /// The hash function of the HMAC.
    package var algorithm: HashAlgorithm
    /// The encoding of the signature.
    package var encoding: Encoding
    /// How to decode a configured secret.
    package var secretEncoding: SecretEncoding
    /// Where the signed time is found; nil if the sender signs none.
    package var time: SignedTime?
    /// The header with the delivery's id; it identifies the delivery only if `content` covers it.
    package var idHeaders: [String]

    /// Whether the signed content distinguishes a repeated delivery from a new one with the same
    /// body.
    package var identifiesDeliveries: Bool { signsTime || signsID }

    /// Whether the HMAC covers an id from a header.
    var signsID: Bool { content.contains("{id}") }

    /// Whether the HMAC covers the time, directly or as part of the body.
    var signsTime: Bool {
        guard let time else { return false }
        if case .body = time.from { return true }
        return time.mustEqualMember != nil || content.contains("{timestamp}")
    }
}
