internal import COpenSSL

/// Authenticated encryption with AES-256 in Galois/Counter Mode (NIST SP 800-38D).
package enum AESGCM {
    /// The length of a key in bytes.
    package static let keyByteCount = 32
    /// The length of a nonce in bytes.
    package static let nonceByteCount = 12
    /// The length of a tag in bytes.
    package static let tagByteCount = 16

    /// Encrypts, and authenticates `context` too; a nonce must be used only once per key.
    ///
    /// - Returns: The ciphertext followed by the tag.
    /// - Throws: `CryptographyError.wrongLength` or `.failed`.
    package static func seal(
        _ plaintext: [UInt8],
        key: [UInt8],
        nonce: [UInt8],
        authenticating context: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        try seal(plaintext, after: [], key: key, nonce: nonce, authenticating: context)
    }

    /// Encrypts in the same way with a fresh random nonce.
    ///
    /// - Returns: The nonce, the ciphertext and the tag.
    package static func sealWithNewNonce(
        _ plaintext: [UInt8],
        key: [UInt8],
        authenticating context: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        let nonce = try SecureRandom.bytes(count: nonceByteCount)
        return try seal(plaintext, after: nonce, key: key, nonce: nonce, authenticating: context)
    }

    private static func seal(
        _ plaintext: [UInt8],
        after first: [UInt8],
        key: [UInt8],
        nonce: [UInt8],
        authenticating context: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        try check(key: key, nonce: nonce)
        let cipher = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(cipher) }
        var succeeded = false
        let byteCount = first.count + plaintext.count + tagByteCount
        let output = [UInt8](unsafeUninitializedCapacity: byteCount) { output, count in
            count = byteCount
            _ = output.initialize(from: first)
            guard let start = output.baseAddress.map({ $0 + first.count }) else { return }
            let tag = start + plaintext.count
            var written: Int32 = 0
            succeeded =
                EVP_EncryptInit_ex2(cipher, Algorithms.aes256GCM, key, nonce, nil) == 1
                && EVP_EncryptUpdate(cipher, nil, &written, context, Int32(context.count)) == 1
                && EVP_EncryptUpdate(cipher, start, &written, plaintext, Int32(plaintext.count))
                    == 1
                && EVP_EncryptFinal_ex(cipher, tag, &written) == 1
                && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, Int32(tagByteCount), tag) == 1
        }
        guard succeeded else { throw .failed("AES-256-GCM encryption") }
        return output
    }

    /// Decrypts the output of `seal`.
    ///
    /// - Throws: `CryptographyError.notAuthentic` if the ciphertext, key, nonce or context differs.
    package static func open(
        _ sealed: [UInt8],
        key: [UInt8],
        nonce: [UInt8],
        authenticating context: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        try check(key: key, nonce: nonce)
        guard sealed.count >= tagByteCount else { throw .notAuthentic }
        let ciphertext = Array(sealed.dropLast(tagByteCount))
        var tag = Array(sealed.suffix(tagByteCount))
        let cipher = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(cipher) }
        var output = [UInt8](repeating: 0, count: ciphertext.count + tagByteCount)
        var unused = [UInt8](repeating: 0, count: tagByteCount)
        var count: Int32 = 0
        guard EVP_DecryptInit_ex2(cipher, Algorithms.aes256GCM, key, nonce, nil) == 1,
            EVP_DecryptUpdate(cipher, nil, &count, context, Int32(context.count)) == 1,
            EVP_DecryptUpdate(cipher, &output, &count, ciphertext, Int32(ciphertext.count)) == 1,
            EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, Int32(tagByteCount), &tag) == 1,
            EVP_DecryptFinal_ex(cipher, &unused, &count) == 1
        else { throw .notAuthentic }
        return Array(output.prefix(ciphertext.count))
    }

    private static func check(key: [UInt8], nonce: [UInt8]) throws(CryptographyError) {
        guard key.count == keyByteCount else { throw .wrongLength(of: "key") }
        guard nonce.count == nonceByteCount else { throw .wrongLength(of: "nonce") }
    }
}
