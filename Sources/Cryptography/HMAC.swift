internal import COpenSSL

/// The hash an HMAC is made with.
package enum HashAlgorithm: Sendable {
    /// Only for schemes that leave no choice.
    case sha1
    case sha256
    case sha512

    var name: String {
        switch self {
        case .sha1: "SHA1"
        case .sha256: "SHA256"
        case .sha512: "SHA512"
        }
    }

    /// The length of its digest in bytes.
    package var byteCount: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha512: 64
        }
    }
}

/// Keyed-hash message authentication (RFC 2104).
package enum HMAC {
    /// The code of a message.
    package static func authenticate(
        _ message: [UInt8],
        key: [UInt8],
        using algorithm: HashAlgorithm = .sha256
    ) -> [UInt8] {
        authenticate(parts: [message], key: key, using: algorithm)
    }

    /// The code of parts, as if they were one message.
    package static func authenticate(
        parts: [[UInt8]],
        key: [UInt8],
        using algorithm: HashAlgorithm = .sha256
    ) -> [UInt8] {
        let message = joined(parts)
        var code = [UInt8](repeating: 0, count: algorithm.byteCount)
        var count = 0
        let made = EVP_Q_mac(
            nil,
            "HMAC",
            nil,
            algorithm.name,
            nil,
            key.isEmpty ? [0] : key,
            key.count,
            message.isEmpty ? [0] : message,
            message.count,
            &code,
            code.count,
            &count
        )
        precondition(
            made != nil && count == algorithm.byteCount,
            "OpenSSL offers no HMAC-\(algorithm.name)"
        )
        return code
    }

    /// Appends whole arrays, which `Array(parts.joined())` does byte by byte.
    private static func joined(_ parts: [[UInt8]]) -> [UInt8] {
        if parts.count == 1 { return parts[0] }
        var message: [UInt8] = []
        message.reserveCapacity(parts.reduce(0) { $0 + $1.count })
        for part in parts { message += part }
        return message
    }
}
