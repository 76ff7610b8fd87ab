internal import COpenSSL

/// The hash an HMAC is made with.
package enum HashAlgorithm: Sendable, CaseIterable {
    /// Only for schemes that leave no choice.
    case sha1
    case sha256
    case sha512

    /// The length of its digest in bytes.
    package var byteCount: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha512: 64
        }
    }

    /// The length of the blocks it works on, in bytes.
    var blockByteCount: Int {
        switch self {
        case .sha1, .sha256: 64
        case .sha512: 128
        }
    }

    var digest: OpaquePointer? {
        switch self {
        case .sha1: Algorithms.sha1
        case .sha256: Algorithms.sha256
        case .sha512: Algorithms.sha512
        }
    }
}

/// Keyed-hash message authentication (RFC 2104).
package enum HMAC {
    private static let innerPad: UInt8 = 0x36
    private static let outerPad: UInt8 = 0x5C

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
        DigestContext.withOne { context in
            var block = key.count > algorithm.blockByteCount ? context.hash([key], algorithm) : key
            block.reserveCapacity(algorithm.blockByteCount)
            while block.count < algorithm.blockByteCount { block.append(0) }
            for index in block.indices { block[index] ^= innerPad }
            let inner = context.hash(parts, algorithm, after: block)
            for index in block.indices { block[index] ^= innerPad ^ outerPad }
            return context.hash([inner], algorithm, after: block)
        }
    }
}
