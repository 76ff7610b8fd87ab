internal import SyncModel

extension SecretValue {
    /// A run of this many bytes of a secret gives it away; a shorter secret counts as a whole.
    private static let tellingLength = 8

    /// Whether a text shows the secret, or a telling piece of it, as a cut or trimmed echo would.
    ///
    /// Bytes are compared, since a character beside the secret may join its first or last one.
    func isQuoted(in text: String) -> Bool {
        let secret = Array(reveal().trimmed.utf8)
        guard !secret.isEmpty else { return false }
        let length = min(secret.count, Self.tellingLength)
        let shown = Self.pieces(of: Array(text.utf8), length)
        return !shown.isDisjoint(with: Self.pieces(of: secret, length))
    }

    private static func pieces(of bytes: [UInt8], _ length: Int) -> Set<ArraySlice<UInt8>> {
        guard bytes.count >= length else { return [] }
        return Set((0...(bytes.count - length)).map { bytes[$0..<($0 + length)] })
    }
}
