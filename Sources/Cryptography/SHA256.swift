/// SHA-256 (FIPS 180-4).
package enum SHA256 {
    /// The length of a digest in bytes.
    package static let byteCount = 32

    /// The digest of the bytes.
    package static func digest(_ bytes: [UInt8]) -> [UInt8] {
        digest(parts: [], after: bytes)
    }

    /// The digest of the concatenated parts.
    package static func digest(parts: [[UInt8]]) -> [UInt8] {
        digest(parts: parts, after: [])
    }

    private static func digest(parts: [[UInt8]], after first: [UInt8]) -> [UInt8] {
        DigestContext.withOne { context in
            context.begin(.sha256)
            context.update(first)
            for part in parts { context.update(part) }
            return context.finish(.sha256)
        }
    }

    /// The digest of `first` followed by the bytes, which are not copied.
    package static func digest(
        _ bytes: UnsafeRawBufferPointer,
        after first: [UInt8] = []
    ) -> [UInt8] {
        DigestContext.withOne { context in
            context.begin(.sha256)
            context.update(first)
            context.update(bytes)
            return context.finish(.sha256)
        }
    }
}
