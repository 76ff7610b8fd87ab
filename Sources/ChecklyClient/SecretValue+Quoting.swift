internal import SyncModel

extension SecretValue {
    /// A run of this many bytes of a secret gives it away; a shorter secret counts as a whole.
    private static let tellingLength = 8

    /// Whether a text shows the secret, or a telling piece of it, as a cut or trimmed echo would.
    func isQuoted(in text: String) -> Bool {
        let secret = Array(reveal().utf8)
        guard secret.count > Self.tellingLength else {
            return !secret.isEmpty && text.contains(reveal())
        }
        let shown = Self.pieces(of: Array(text.utf8))
        return !shown.isDisjoint(with: Self.pieces(of: secret))
    }

    private static func pieces(of bytes: [UInt8]) -> Set<ArraySlice<UInt8>> {
        guard bytes.count >= tellingLength else { return [] }
        return Set((0...(bytes.count - tellingLength)).map { bytes[$0..<($0 + tellingLength)] })
    }
}
