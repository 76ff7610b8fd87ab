internal import Encodings
internal import Cryptography

/// The public key of a note's signer, written `name+id+key` (C2SP signed-note).
///
/// The id is 8 hex digits; the key is the base64 of an algorithm byte and the public key.
package struct NoteVerifierKey: Sendable, Equatable {
    /// What a signature with the key covers.
    package enum Algorithm: UInt8, Sendable {
        /// The note's text.
        case ed25519 = 0x01
        /// A time and the note's text (C2SP tlog-cosignature, version 1); used by witnesses.
        case cosignature = 0x04
    }

    /// The signer's name.
    package let name: String
    /// What a signature covers.
    package let algorithm: Algorithm
    /// The public key, 32 bytes.
    package let publicKey: [UInt8]

    package init(name: String, publicKey: [UInt8], algorithm: Algorithm = .ed25519) {
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
    }

    /// Parses a key; returns nil if the text is not one or its id does not match.
    package init?(_ text: String) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, !parts[0].contains(where: \.isWhitespace),
            let bytes = Base64.decode(String(parts[2])),
            let algorithm = bytes.first.flatMap(Algorithm.init),
            bytes.count == 1 + Ed25519.publicKeyByteCount
        else { return nil }
        self.init(
            name: String(parts[0]),
            publicKey: Array(bytes.dropFirst()),
            algorithm: algorithm
        )
        guard Hex.encode(id) == parts[1] else { return nil }
    }

    /// The first four bytes of the SHA-256 of name, newline, algorithm byte and key.
    package var id: [UInt8] {
        let hash = SHA256.digest(parts: [
            Array(name.utf8), [0x0A, algorithm.rawValue], publicKey,
        ])
        return Array(hash.prefix(4))
    }

    /// The key as text.
    package var text: String {
        "\(name)+\(Hex.encode(id))+\(Base64.encode([algorithm.rawValue] + publicKey))"
    }

    /// Whether a signature of the text was made with this key.
    func verifies(_ signature: SignedNote.Signature, below text: String) -> Bool {
        switch algorithm {
        case .ed25519:
            return Ed25519.isValid(
                signature: signature.bytes,
                for: Array(text.utf8),
                publicKey: publicKey
            )
        case .cosignature:
            guard signature.bytes.count == Cosignature.timeByteCount + Ed25519.signatureByteCount
            else { return false }
            let time = signature.bytes.prefix(Cosignature.timeByteCount)
                .reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return Ed25519.isValid(
                signature: Array(signature.bytes.dropFirst(Cosignature.timeByteCount)),
                for: Cosignature.message(text, at: time),
                publicKey: publicKey
            )
        }
    }
}
