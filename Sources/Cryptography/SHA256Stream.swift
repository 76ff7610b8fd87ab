internal import COpenSSL

/// SHA-256 of data too large to be in memory at once.
package struct SHA256Stream: ~Copyable {
    private let context: OpaquePointer?
    private var isGood: Bool

    /// Starts an empty digest.
    package init() {
        context = EVP_MD_CTX_new()
        isGood = EVP_DigestInit_ex2(context, EVP_sha256(), nil) == 1
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    /// Adds bytes.
    package mutating func update(_ bytes: [UInt8]) {
        isGood = EVP_DigestUpdate(context, bytes, bytes.count) == 1 && isGood
    }

    /// The digest of all bytes added.
    package consuming func finish() -> [UInt8] {
        var succeeded = isGood
        let digest = [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { bytes, count in
            succeeded = EVP_DigestFinal_ex(context, bytes.baseAddress, nil) == 1 && succeeded
            count = SHA256.byteCount
        }
        precondition(succeeded, "OpenSSL offers no SHA-256")
        return digest
    }
}
