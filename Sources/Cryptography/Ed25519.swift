internal import COpenSSL

/// Signatures over Curve25519 (RFC 8032).
package enum Ed25519 {
    /// The length of a private key in bytes.
    package static let seedByteCount = 32
    /// The length of a public key in bytes.
    package static let publicKeyByteCount = 32
    /// The length of a signature in bytes.
    package static let signatureByteCount = 64

    /// Derives the public key from a private one, which is a seed of 32 bytes.
    package static func publicKey(forSeed seed: [UInt8]) throws(CryptographyError) -> [UInt8] {
        guard seed.count == seedByteCount else { throw .wrongLength(of: "seed") }
        let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
        defer { EVP_PKEY_free(key) }
        var bytes = [UInt8](repeating: 0, count: publicKeyByteCount)
        var count = bytes.count
        guard let key, EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1 else {
            throw .failed("Ed25519 key derivation")
        }
        return bytes
    }

    /// Signs a message; returns 64 bytes.
    package static func sign(
        _ message: [UInt8],
        seed: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        guard seed.count == seedByteCount else { throw .wrongLength(of: "seed") }
        let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
        defer { EVP_PKEY_free(key) }
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: signatureByteCount)
        var count = signature.count
        guard let key, EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
            EVP_DigestSign(context, &signature, &count, message, message.count) == 1
        else { throw .failed("Ed25519 signing") }
        return signature
    }

    /// Whether a signature of a message was made with the private key of this public key.
    package static func isValid(
        signature: [UInt8],
        for message: [UInt8],
        publicKey: [UInt8]
    ) -> Bool {
        guard signature.count == signatureByteCount, publicKey.count == publicKeyByteCount
        else { return false }
        let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, publicKey, publicKey.count)
        defer { EVP_PKEY_free(key) }
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        guard let key, EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else { return false }
        return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }
}
