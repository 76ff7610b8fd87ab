internal import COpenSSL

/// OpenSSL's algorithm objects, fetched once: a fetch costs more than hashing a short message.
///
/// They are immutable and OpenSSL counts references atomically, so threads may share them
/// (EVP_MD_fetch(3), EVP_CIPHER_fetch(3)).
///
/// The system's OpenSSL rather than swift-crypto: it is updated with the system and can use a FIPS
/// provider.
enum Algorithms {
    nonisolated(unsafe) static let sha1 = EVP_MD_fetch(nil, "SHA1", nil)
    nonisolated(unsafe) static let sha256 = EVP_MD_fetch(nil, "SHA256", nil)
    nonisolated(unsafe) static let sha512 = EVP_MD_fetch(nil, "SHA512", nil)
    nonisolated(unsafe) static let aes256GCM = EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)
}
