internal import Encodings
internal import Cryptography

/// Proves to anybody who knows a key which endpoint of which server sent a response.
///
/// A web page, a proxy or another server that also answers 200 cannot produce the proof.
package struct HealthProbe: Sendable {
    /// The endpoints of the server.
    package enum Endpoint: String, Sendable {
        case webhooks, admin
    }

    /// The allowed lengths of a nonce: long enough never to repeat, short enough to sign for
    /// strangers.
    private static let nonceLengths = 16...64

    private static let keyByteCount = 32

    private let key: [UInt8]

    ///  - Parameter secret: Known to the server and to whoever checks it; proofs reveal nothing of
    ///    it.
    package init(secret: [UInt8]) {
        key = HKDF.deriveSHA256(
            from: secret,
            salt: [],
            info: Array("checkly-sync/health-probe/v1".utf8),
            count: Self.keyByteCount
        )
    }

    /// The nonce in a query; nil if there is none.
    package static func nonce(in query: String?) -> String? {
        for field in (query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let name = Array("nonce=".utf8)
            if field.starts(with: name) {
                return String(decoding: field.dropFirst(name.count), as: UTF8.self)
            }
        }
        return nil
    }

    /// The proof for a nonce from an endpoint, in hex; nil if the nonce is malformed.
    package func proof(of nonce: String, from endpoint: Endpoint) -> String? {
        guard Self.nonceLengths.contains(nonce.utf8.count),
            nonce.utf8.allSatisfy({ isLetter($0) || isDigit($0) || "-_".utf8.contains($0) })
        else { return nil }
        return Hex.encode(HMAC.authenticate(Array("\(endpoint.rawValue) \(nonce)".utf8), key: key))
    }
}
