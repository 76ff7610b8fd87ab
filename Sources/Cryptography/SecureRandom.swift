internal import COpenSSL

/// Random bytes for keys and nonces, from OpenSSL's generator.
package enum SecureRandom {
    package static func bytes(count: Int) throws(CryptographyError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(count)) == 1 else { throw .failed("RAND_bytes") }
        return bytes
    }
}

/// Compares without telling by its time where two byte strings differ; their lengths may show.
package func isEqualInConstantTime(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
}
