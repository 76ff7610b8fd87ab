/// HMAC-based key derivation with SHA-256 (RFC 5869).
package enum HKDF {
    /// Derives a key of `count` bytes, at most 8,160.
    package static func deriveSHA256(
        from secret: [UInt8],
        salt: [UInt8],
        info: [UInt8],
        count: Int
    ) -> [UInt8] {
        precondition(count <= 255 * SHA256.byteCount, "RFC 5869 allows 255 blocks")
        let pseudorandomKey = HMAC.authenticate(
            secret,
            key: salt.isEmpty ? [UInt8](repeating: 0, count: SHA256.byteCount) : salt
        )
        var output: [UInt8] = []
        var block: [UInt8] = []
        var number: UInt8 = 1
        while output.count < count {
            block = HMAC.authenticate(parts: [block, info, [number]], key: pseudorandomKey)
            output += block
            number &+= 1
        }
        return Array(output.prefix(count))
    }
}
