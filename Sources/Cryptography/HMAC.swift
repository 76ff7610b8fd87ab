internal import COpenSSL

/// The hash function of an HMAC.
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

    /// The length of its blocks in bytes.
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

    /// The authentication code of a message.
    package static func authenticate(
        _ message: [UInt8],
        key: [UInt8],
        using algorithm: HashAlgorithm = .sha256
    ) -> [UInt8] {
        authenticate(parts: [message], key: key, using: algorithm)
    }

    /// The authentication code of the concatenated parts.
    package static func authenticate(
        parts: [[UInt8]],
        key: [UInt8],
        using algorithm: HashAlgorithm = .sha256
    ) -> [UInt8] {
        DigestContext.withOne { context in
            withUnsafeTemporaryAllocation(
                of: UInt8.self,
                capacity: algorithm.blockByteCount + algorithm.byteCount
            ) { memory in
                memory.initialize(repeating: 0)
                // The key must not stay on the stack.
                defer { OPENSSL_cleanse(memory.baseAddress, memory.count) }
                let block = UnsafeMutableBufferPointer(
                    rebasing: memory.prefix(algorithm.blockByteCount)
                )
                let inner = UnsafeMutableBufferPointer(
                    rebasing: memory.suffix(algorithm.byteCount)
                )
                if key.count > block.count {
                    context.begin(algorithm)
                    context.update(key)
                    context.finish(into: block)
                } else {
                    for index in key.indices { block[index] = key[index] }
                }
                for index in block.indices { block[index] ^= innerPad }
                context.begin(algorithm)
                context.update(UnsafeRawBufferPointer(block))
                for part in parts { context.update(part) }
                context.finish(into: inner)
                for index in block.indices { block[index] ^= innerPad ^ outerPad }
                context.begin(algorithm)
                context.update(UnsafeRawBufferPointer(block))
                context.update(UnsafeRawBufferPointer(inner))
                return context.finish(algorithm)
            }
        }
    }
}
