package import APIRoutes
internal import Cryptography
internal import Encodings
internal import Synchronization
package import SyncModel

/// Codes that each sign a browser in once, as whoever asked for the code.
///
/// The server keeps their digests only, in memory.
package final class LoginCodes: Sendable {
    /// How long a code is good for.
    package static let lifetime = Duration.seconds(5 * 60)
    /// The maximum number of codes at a time; one more ends the oldest.
    static let limit = 100
    private static let byteCount = 32

    private struct Record {
        let digest: [UInt8]
        let caller: Caller
        let endsAt: Timestamp
    }

    /// The oldest first.
    private let records = Mutex<[Record]>([])

    /// No codes.
    package init() {}

    /// Makes a code.
    ///
    /// - Parameters:
    ///   - caller: Whom the code signs in.
    ///   - now: The time.
    /// - Returns: The code, 64 hexadecimal digits, and when it ends.
    /// - Throws: `CryptographyError` if there is no randomness.
    package func make(
        for caller: Caller,
        at now: Timestamp
    ) throws -> (code: String, endsAt: Timestamp) {
        let code = Hex.encode(try SecureRandom.bytes(count: Self.byteCount))
        let endsAt = now.advanced(by: Self.lifetime)
        records.withLock { records in
            records.removeAll { $0.endsAt <= now }
            if records.count == Self.limit { records.removeFirst() }
            records.append(Record(digest: Self.digest(code), caller: caller, endsAt: endsAt))
        }
        return (code, endsAt)
    }

    /// Takes a code, which is good for nothing afterwards.
    ///
    /// - Returns: Whom it signs in; nil if it was used, is too old or was never made.
    package func take(_ code: String, at now: Timestamp) -> Caller? {
        let digest = Self.digest(code)
        return records.withLock { records in
            guard let index = records.firstIndex(where: { $0.digest == digest }) else {
                return nil
            }
            let record = records.remove(at: index)
            return record.endsAt > now ? record.caller : nil
        }
    }

    private static func digest(_ code: String) -> [UInt8] { SHA256.digest(Array(code.utf8)) }
}
