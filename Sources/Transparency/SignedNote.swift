internal import Encodings
package import Cryptography

/// A text with signatures below it (C2SP signed-note).
///
/// The text ends with a newline. After an empty line, each signature line has an em dash, the key's
/// name, and the base64 of the key id (4 bytes) and the signature.
package struct SignedNote: Sendable, Equatable {
    /// One signature.
    package struct Signature: Sendable, Equatable {
        /// The name of the key.
        package let name: String
        /// The first four bytes of the key's hash.
        package let keyID: [UInt8]
        /// The signature, preceded by a time if it is a cosignature.
        package let bytes: [UInt8]

        /// The signature line, without its newline.
        var line: String { SignedNote.mark + name + " " + Base64.encode(keyID + bytes) }
    }

    /// The signed text, including the newline at its end.
    package let text: String
    /// At least one, in the order of their lines.
    package private(set) var signatures: [Signature]

    private static let mark = "\u{2014} "

    /// Signs a text with an Ed25519 key.
    ///
    /// - Parameters:
    ///   - text: The text to sign; it must end with a newline and contain no empty line.
    ///   - name: The key's name, without spaces and plus signs.
    ///   - seed: The private key, 32 bytes.
    /// - Throws: `CryptographyError` if the seed has another length.
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

    /// Parses a note; returns nil if the text is not one.
    package init?(_ note: String) {
        guard note.hasSuffix("\n"), let gap = Self.lastGap(in: note) else { return nil }
        text = String(note[..<gap]) + "\n"
        signatures = []
        guard let read = Self.signatures(in: note[gap...].drop { $0 == "\n" }) else { return nil }
        signatures = read
        if signatures.isEmpty { return nil }
    }

    /// Parses signature lines; returns nil if any line is not one.
    package static func signatures(in text: some StringProtocol) -> [Signature]? {
        var signatures: [Signature] = []
        for line in text.split(separator: "\n") {
            guard let signature = signature(in: Substring(line)) else { return nil }
            signatures.append(signature)
        }
        return signatures
    }

    /// The note with one more signature.
    package func adding(_ signature: Signature) -> SignedNote {
        var note = self
        note.signatures.append(signature)
        return note
    }

    /// The end of the text, where the empty line before the signatures begins.
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

    /// The whole note as text.
    package var note: String {
        text + "\n" + signatures.map { $0.line + "\n" }.joined()
    }

    /// Whether this key signed the note.
    ///
    /// A line that names the key but does not verify invalidates the note, whatever else it
    /// contains.
    package func isSigned(by key: NoteVerifierKey) -> Bool {
        let own = signatures.filter { $0.name == key.name && $0.keyID == key.id }
        return !own.isEmpty && own.allSatisfy { key.verifies($0, below: text) }
    }
}
