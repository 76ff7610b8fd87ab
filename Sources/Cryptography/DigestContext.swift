internal import COpenSSL
internal import Synchronization

/// A pooled OpenSSL digest context; making one costs as much as hashing a short message.
struct DigestContext {
    private static let spareLimit = 16
    /// The addresses of unused contexts.
    private static let spare = Mutex<[UInt]>([])

    private let pointer: OpaquePointer?

    /// Runs `body` with exclusive use of a context.
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

    /// Begins a digest and discards any unfinished one.
    func begin(_ algorithm: HashAlgorithm) {
        check(EVP_DigestInit_ex2(pointer, algorithm.digest, nil))
    }

    func update(_ bytes: [UInt8]) {
        check(EVP_DigestUpdate(pointer, bytes, bytes.count))
    }

    func update(_ bytes: UnsafeRawBufferPointer) {
        check(EVP_DigestUpdate(pointer, bytes.baseAddress, bytes.count))
    }

    /// Ends a digest and writes it to memory of exactly its length.
    func finish(into digest: UnsafeMutableBufferPointer<UInt8>) {
        check(EVP_DigestFinal_ex(pointer, digest.baseAddress, nil))
    }

    /// Ends a digest and returns it.
    func finish(_ algorithm: HashAlgorithm) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: algorithm.byteCount) { digest, count in
            finish(into: digest)
            count = algorithm.byteCount
        }
    }

    private func check(_ result: Int32) {
        precondition(result == 1, "OpenSSL offers no such digest")
    }
}
