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
        var succeeded = EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
        for part in parts {
            succeeded = EVP_DigestUpdate(context, part, part.count) == 1 && succeeded
        }
        var digest = [UInt8](repeating: 0, count: byteCount)
        var count: UInt32 = 0
        succeeded = EVP_DigestFinal_ex(context, &digest, &count) == 1 && succeeded
        precondition(succeeded, "OpenSSL offers no SHA-256")
        return digest
    }
}
