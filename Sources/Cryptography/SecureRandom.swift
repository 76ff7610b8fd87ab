internal import COpenSSL
internal import Synchronization

/// Random bytes for keys and nonces from OpenSSL's generator.
package enum SecureRandom {
    /// How many bytes to draw at once; a call to the generator costs far more than the bytes.
    private static let stockByteCount = 4096
    private static let stock = Mutex<[UInt8]>([])

    /// Returns fresh random bytes.
    ///
    /// - Throws: `CryptographyError.failed`.
    package static func bytes(count: Int) throws(CryptographyError) -> [UInt8] {
        guard count <= stockByteCount else { return try draw(count: count) }
        let result = stock.withLock { stock -> Result<[UInt8], CryptographyError> in
            do throws(CryptographyError) {
                if stock.count < count { stock = try draw(count: stockByteCount) }
            } catch {
                return .failure(error)
            }
            let bytes = Array(stock.suffix(count))
            // Used bytes must not stay in memory.
            for index in stock.index(stock.endIndex, offsetBy: -count)..<stock.endIndex {
                stock[index] = 0
            }
            stock.removeLast(count)
            return .success(bytes)
        }
        return try result.get()
    }

    private static func draw(count: Int) throws(CryptographyError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(count)) == 1 else { throw .failed("RAND_bytes") }
        return bytes
    }
}

/// Compares byte strings in constant time; only their lengths may leak.
package func isEqualInConstantTime(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
}
