internal import COpenSSL

/// Checks many ciphertexts under one AES-256-GCM key that is set up only once; not thread-safe.
package final class AESGCMOpening {
    private let cipher: OpaquePointer
    private var plaintext: [UInt8] = []

    /// Sets up the key.
    ///
    /// - Throws: `CryptographyError.wrongLength` if the key is not 32 bytes.
    package init(key: [UInt8]) throws(CryptographyError) {
        guard key.count == AESGCM.keyByteCount else { throw .wrongLength(of: "key") }
        guard let cipher = EVP_CIPHER_CTX_new() else { throw .failed("AES-256-GCM decryption") }
        guard EVP_DecryptInit_ex2(cipher, Algorithms.aes256GCM, key, nil, nil) == 1 else {
            EVP_CIPHER_CTX_free(cipher)
            throw .failed("AES-256-GCM decryption")
        }
        self.cipher = cipher
    }

    deinit {
        EVP_CIPHER_CTX_free(cipher)
    }

    /// Whether the output of `AESGCM.sealWithNewNonce` opens with this key and context.
    package func opens(_ sealed: [UInt8], authenticating context: [UInt8]) -> Bool {
        let overhead = AESGCM.nonceByteCount + AESGCM.tagByteCount
        guard sealed.count >= overhead else { return false }
        let count = sealed.count - overhead
        // Never empty, so that it has an address.
        if plaintext.count <= count { plaintext = [UInt8](repeating: 0, count: count + 1) }
        return sealed.withUnsafeBufferPointer { sealed in
            guard let nonce = sealed.baseAddress else { return false }
            return decrypt(nonce + AESGCM.nonceByteCount, count, nonce: nonce, context)
        }
    }

    private func decrypt(
        _ ciphertext: UnsafePointer<UInt8>,
        _ count: Int,
        nonce: UnsafePointer<UInt8>,
        _ context: [UInt8]
    ) -> Bool {
        var written: Int32 = 0
        // OpenSSL takes a mutable pointer but only reads the tag.
        let tag = UnsafeMutableRawPointer(mutating: ciphertext + count)
        return EVP_DecryptInit_ex2(cipher, nil, nil, nonce, nil) == 1
            && EVP_DecryptUpdate(cipher, nil, &written, context, Int32(context.count)) == 1
            && EVP_DecryptUpdate(cipher, &plaintext, &written, ciphertext, Int32(count)) == 1
            && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, Int32(AESGCM.tagByteCount), tag)
                == 1
            && EVP_DecryptFinal_ex(cipher, &plaintext[count], &written) == 1
    }
}
