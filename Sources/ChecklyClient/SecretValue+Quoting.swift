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
        let shown = Set(Self.pieces(of: Array(text.utf8), length))
        return Self.pieces(of: secret, length).contains(where: shown.contains)
    }

    private static func pieces(
        of bytes: [UInt8],
        _ length: Int
    ) -> some Sequence<ArraySlice<UInt8>> {
        let count = max(bytes.count - length + 1, 0)
        return (0..<count).lazy.map { bytes[$0..<($0 + length)] }
    }
}
