internal import COpenSSL
internal import Synchronization

/// An OpenSSL digest context; kept for the next digest, since making one costs as much as hashing a short message.
struct DigestContext {
    private static let spareLimit = 16
    /// Addresses of contexts that nobody uses.
    private static let spare = Mutex<[UInt]>([])

    private let pointer: OpaquePointer?

    /// Runs `body` with a context that nobody else uses meanwhile.
    static func withOne<R>(_ body: (DigestContext) -> R) -> R {
        let pointer =
            spare.withLock { $0.popLast() }.map { OpaquePointer(bitPattern: $0) }
            ?? EVP_MD_CTX_new()
        defer {
            let isKept = spare.withLock { spare in
                guard spare.count < spareLimit else { return false }
                spare.append(UInt(bitPattern: pointer))
                return true
            }
            if !isKept { EVP_MD_CTX_free(pointer) }
        }
        return body(DigestContext(pointer: pointer))
    }

    /// The digest of parts, as if they were one.
    func hash(
        _ parts: [[UInt8]],
        _ algorithm: HashAlgorithm,
        after first: [UInt8] = []
    ) -> [UInt8] {
        var succeeded = EVP_DigestInit_ex2(pointer, algorithm.digest, nil) == 1
        succeeded = EVP_DigestUpdate(pointer, first, first.count) == 1 && succeeded
        for part in parts {
            succeeded = EVP_DigestUpdate(pointer, part, part.count) == 1 && succeeded
        }
        let digest = [UInt8](unsafeUninitializedCapacity: algorithm.byteCount) { bytes, count in
            succeeded = EVP_DigestFinal_ex(pointer, bytes.baseAddress, nil) == 1 && succeeded
            count = algorithm.byteCount
        }
        precondition(succeeded, "OpenSSL offers no \(algorithm)")
        return digest
    }

    /// The SHA-256 of bytes where they stand, after a few that come before them.
    func hashSHA256(_ bytes: UnsafeRawBufferPointer, after first: [UInt8]) -> [UInt8] {
        var succeeded = EVP_DigestInit_ex2(pointer, HashAlgorithm.sha256.digest, nil) == 1
        succeeded = EVP_DigestUpdate(pointer, first, first.count) == 1 && succeeded
        succeeded = EVP_DigestUpdate(pointer, bytes.baseAddress, bytes.count) == 1 && succeeded
        let digest = [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { digest, count in
            succeeded = EVP_DigestFinal_ex(pointer, digest.baseAddress, nil) == 1 && succeeded
            count = SHA256.byteCount
        }
        precondition(succeeded, "OpenSSL offers no SHA-256")
        return digest
    }
}
