package import Cryptography

/// How a sender signs: which header carries the signature, what it covers and how it is written.
///
/// Presets and custom schemes are the same thing; one engine reads them all.
package struct SignatureScheme: Sendable, Equatable {
    /// How a signature's bytes are written.
    package enum Encoding: String, Sendable {
        case hex, base64
    }

    /// How a configured secret becomes the key of the HMAC.
    package enum SecretEncoding: String, Sendable {
        /// Its UTF-8 bytes as they are.
        case utf8
        case base64
        /// Base64 behind an optional `whsec_` (Standard Webhooks 1.0.0).
        case whsec
        case hex
    }

    /// Where a value stands.
    package enum Location: Sendable, Equatable {
        /// In the signature header, as its format says.
        case signature
        /// A lower-case header name.
        case header(String)
        /// A value of the JSON body.
        case body(JSONPointer)
    }

    /// When a delivery was signed.
    package struct SignedTime: Sendable, Equatable {
        package enum Unit: String, Sendable {
            case seconds = "s"
            case milliseconds = "ms"
        }

        package var from: Location
        package var unit: Unit
        /// A top-level member of the body that must hold the same number; needed where only the body is signed.
        package var mustEqualMember: String?
    }

    /// Lower-case names; exactly one of them must carry exactly one value.
    package var headers: [String]
    /// With `{signature}` and, where the header carries it, `{timestamp}`.
    package var format: String
    /// The characters that part the header's elements; empty where it is one whole.
    ///
    /// Any of the signatures may be the right one: a sender that changes its secret sends one for each.
    package var separators: String
    /// What the HMAC covers: `{body}`, `{timestamp}`, `{id}` and literals.
    package var content: String
    package var algorithm: HashAlgorithm
    package var encoding: Encoding
    package var secretEncoding: SecretEncoding
    package var time: SignedTime?
    /// The header with the delivery's id; it identifies a delivery only where `content` covers it.
    package var idHeaders: [String]

    /// Whether what is signed tells a repeated delivery from an equal new one.
    package var identifiesDeliveries: Bool { signsTime || signsID }

    /// Whether the HMAC covers an id that stands in a header.
    var signsID: Bool { content.contains("{id}") }

    /// Whether the HMAC covers the time, directly or within the body.
    var signsTime: Bool {
        guard let time else { return false }
        if case .body = time.from { return true }
        return time.mustEqualMember != nil || content.contains("{timestamp}")
    }
}
