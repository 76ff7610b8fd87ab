package import Cryptography

/// A text with signatures below it (C2SP signed-note).
///
/// The text ends with a newline; after an empty line follow lines of an em dash, the key's name, and the base64 of the key's
/// id (4 bytes) and the signature.
package struct SignedNote: Sendable, Equatable {
    /// One signature line.
    package struct Signature: Sendable, Equatable {
        package let name: String
        /// The first four bytes of the key's hash.
        package let keyID: [UInt8]
        package let bytes: [UInt8]
    }

    /// What is signed, the newline at its end included.
    package let text: String
    package private(set) var signatures: [Signature]

    private static let mark = "\u{2014} "

    /// Signs a text with an Ed25519 key.
    ///
    /// - Parameters:
    ///   - text: What is signed; it ends with a newline and has no empty line.
    ///   - name: The key's name, without spaces and plus signs.
    ///   - seed: The private key, 32 bytes.
    /// - Throws: `CryptographyError` for a seed of another length.
    package init(
        signing text: String,
        as name: String,
        seed: [UInt8]
    ) throws(CryptographyError) {
        let key = NoteVerifierKey(name: name, publicKey: try Ed25519.publicKey(forSeed: seed))
        self.text = text
        signatures = [
            Signature(
                name: name,
                keyID: key.id,
                bytes: try Ed25519.sign(Array(text.utf8), seed: seed)
            )
        ]
    }

    /// Reads a note, or gives nil where the text is none.
    package init?(_ note: String) {
        guard note.hasSuffix("\n"), let gap = Self.lastGap(in: note) else { return nil }
        text = String(note[..<gap]) + "\n"
        signatures = []
        let lines = note[gap...].drop { $0 == "\n" }.split(separator: "\n")
        for line in lines {
            guard let signature = Self.signature(in: line) else { return nil }
            signatures.append(signature)
        }
        if signatures.isEmpty { return nil }
    }

    /// Where the text ends and the empty line before the signatures begins.
    private static func lastGap(in note: String) -> String.Index? {
        var gap: String.Index?
        var index = note.startIndex
        while index < note.endIndex {
            let next = note.index(after: index)
            if note[index] == "\n", next < note.endIndex, note[next] == "\n" { gap = index }
            index = next
        }
        return gap
    }

    private static func signature(in line: Substring) -> Signature? {
        guard line.hasPrefix(mark) else { return nil }
        let parts = line.dropFirst(mark.count)
            .split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let bytes = Base64.decode(String(parts[1])),
            bytes.count > 4
        else { return nil }
        return Signature(
            name: String(parts[0]),
            keyID: Array(bytes.prefix(4)),
            bytes: Array(bytes.dropFirst(4))
        )
    }

    /// The note as it is written.
    package var note: String {
        text + "\n"
            + signatures.map { signature in
                Self.mark + signature.name + " "
                    + Base64.encode(signature.keyID + signature.bytes) + "\n"
            }
            .joined()
    }

    /// Whether one of the signatures is this key's.
    ///
    /// A signature that names the key and is not its own makes the note invalid, whatever else it holds.
    package func isSigned(by key: NoteVerifierKey) -> Bool {
        let own = signatures.filter { $0.name == key.name && $0.keyID == key.id }
        return !own.isEmpty
            && own.allSatisfy {
                Ed25519.isValid(
                    signature: $0.bytes,
                    for: Array(text.utf8),
                    publicKey: key.publicKey
                )
            }
    }
}

/// The public key of a note's signer, written `name+id+key` (C2SP signed-note): the id as 8 hex digits, the key as base64 of
/// an algorithm byte (1 for Ed25519) and the key itself.
package struct NoteVerifierKey: Sendable, Equatable {
    private static let ed25519: UInt8 = 0x01

    package let name: String
    /// 32 bytes.
    package let publicKey: [UInt8]

    package init(name: String, publicKey: [UInt8]) {
        self.name = name
        self.publicKey = publicKey
    }

    /// Reads a key, or gives nil where the text is none, or its id is another key's.
    package init?(_ text: String) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, !parts[0].contains(where: \.isWhitespace),
            let bytes = Base64.decode(String(parts[2])), bytes.first == Self.ed25519,
            bytes.count == 1 + Ed25519.publicKeyByteCount
        else { return nil }
        self.init(name: String(parts[0]), publicKey: Array(bytes.dropFirst()))
        guard Hex.encode(id) == parts[1] else { return nil }
    }

    /// The first four bytes of SHA-256 over name, newline, algorithm byte and key.
    package var id: [UInt8] {
        let hash = SHA256.digest(parts: [Array(name.utf8), [0x0A, Self.ed25519], publicKey])
        return Array(hash.prefix(4))
    }

    /// The key as it is written.
    package var text: String {
        "\(name)+\(Hex.encode(id))+\(Base64.encode([Self.ed25519] + publicKey))"
    }
}
