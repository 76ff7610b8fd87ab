internal import COpenSSL

/// SHA-256 (FIPS 180-4).
package enum SHA256 {
    package static let byteCount = 32

    /// The digest of bytes.
    package static func digest(_ bytes: [UInt8]) -> [UInt8] {
        digest(parts: [bytes])
    }

    /// The digest of parts, as if they were one.
    package static func digest(parts: [[UInt8]]) -> [UInt8] {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        return hash(parts, .sha256, in: context)
    }
}
