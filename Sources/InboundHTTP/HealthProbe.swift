internal import Encodings
internal import Cryptography

/// Proves to whoever knows a key which side of which server an answer is of.
///
/// A page, a proxy or another server that also answers 200 cannot make the proof.
package struct HealthProbe: Sendable {
    package enum Side: String, Sendable {
        case webhooks, admin
    }

    /// Characters of a nonce: enough that none comes twice, and few enough to sign for a stranger.
    private static let nonceLengths = 16...64

    private static let keyByteCount = 32

    private let key: [UInt8]

    /// - Parameter secret: Known to the server and to who examines it; the proofs tell nothing of
    ///   it.
    package init(secret: [UInt8]) {
        key = HKDF.deriveSHA256(
            from: secret,
            salt: [],
            info: Array("checkly-sync/health-probe/v1".utf8),
            count: Self.keyByteCount
        )
    }

    /// The nonce that a query asks with; nil where it asks with none.
    package static func nonce(in query: String?) -> String? {
        for field in (query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let name = Array("nonce=".utf8)
            if field.starts(with: name) {
                return String(decoding: field.dropFirst(name.count), as: UTF8.self)
            }
        }
        return nil
    }

    /// What proves that an answer to a nonce is of a side, as hexadecimal digits; nil where the
    /// nonce is none.
    package func proof(of nonce: String, from side: Side) -> String? {
        guard Self.nonceLengths.contains(nonce.utf8.count),
            nonce.utf8.allSatisfy({ isLetter($0) || isDigit($0) || "-_".utf8.contains($0) })
        else { return nil }
        return Hex.encode(HMAC.authenticate(Array("\(side.rawValue) \(nonce)".utf8), key: key))
    }
}
