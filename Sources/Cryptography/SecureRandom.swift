internal import COpenSSL
internal import Synchronization

/// Random bytes for keys and nonces, from OpenSSL's generator.
package enum SecureRandom {
    /// How many bytes are drawn from the generator at once; a call of it costs far more than the bytes.
    private static let stockByteCount = 4096
    private static let stock = Mutex<[UInt8]>([])

    /// Bytes that are given out once.
    package static func bytes(count: Int) throws(CryptographyError) -> [UInt8] {
        guard count <= stockByteCount else { return try draw(count: count) }
        let result = stock.withLock { stock -> Result<[UInt8], CryptographyError> in
            do throws(CryptographyError) {
                if stock.count < count { stock = try draw(count: stockByteCount) }
            } catch {
                return .failure(error)
            }
            let bytes = Array(stock.suffix(count))
            // What was given out must not stay behind in memory.
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

/// Compares without telling by its time where two byte strings differ; their lengths may show.
package func isEqualInConstantTime(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
}
