internal import SyncModel

extension SecretValue {
    /// How many consecutive bytes of a secret reveal it; a shorter secret counts as a whole.
    private static let tellingLength = 8

    /// Whether a text contains the secret or a revealing part of it, as a truncated or trimmed echo
    /// would.
    ///
    /// Compares bytes, because a character beside the secret may combine with its first or last
    /// one.
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
