package import Cryptography

/// A witness's signature of a checkpoint that is consistent with the one before (C2SP
/// tlog-cosignature, version 1).
package enum Cosignature {
    static let timeByteCount = 8

    /// Signs a checkpoint's text as of a time.
    ///
    /// - Parameters:
    ///   - text: The checkpoint's text.
    ///   - name: The witness's name.
    ///   - seed: The witness's private key, 32 bytes.
    ///   - seconds: The time in seconds since 1970.
    /// - Returns: The signature, preceded by the time.
    /// - Throws: `CryptographyError` if the seed has another length.
    package static func sign(
        _ text: String,
        as name: String,
        seed: [UInt8],
        at seconds: UInt64
    ) throws(CryptographyError) -> SignedNote.Signature {
        let key = NoteVerifierKey(
            name: name,
            publicKey: try Ed25519.publicKey(forSeed: seed),
            algorithm: .cosignature
        )
        let time = stride(from: 56, through: 0, by: -8)
            .map { UInt8(truncatingIfNeeded: seconds >> UInt64($0)) }
        let signature = try Ed25519.sign(message(text, at: seconds), seed: seed)
        return SignedNote.Signature(name: name, keyID: key.id, bytes: time + signature)
    }

    static func message(_ text: String, at seconds: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(seconds)\n\(text)".utf8)
    }
}
