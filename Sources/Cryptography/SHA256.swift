/// SHA-256 (FIPS 180-4).
package enum SHA256 {
    package static let byteCount = 32

    /// The digest of bytes.
    package static func digest(_ bytes: [UInt8]) -> [UInt8] {
        DigestContext.withOne { $0.hash([], .sha256, after: bytes) }
    }

    /// The digest of parts, as if they were one.
    package static func digest(parts: [[UInt8]]) -> [UInt8] {
        DigestContext.withOne { $0.hash(parts, .sha256) }
    }

    /// The digest of bytes where they stand, with a few before them.
    package static func digest(
        _ bytes: UnsafeRawBufferPointer,
        after first: [UInt8] = []
    ) -> [UInt8] {
        DigestContext.withOne { $0.hashSHA256(bytes, after: first) }
    }
}
