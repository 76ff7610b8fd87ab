internal import Cryptography
internal import Encodings
internal import Synchronization
package import SyncModel

/// The administrator's token, as far as it has to be known: its digest.
package final class AdminToken: Sendable {
    /// The number of hex digits of a token's id.
    private static let idLength = 16

    private let current: Mutex<[UInt8]>

    /// Knows a token.
    package init(_ token: SecretValue) {
        current = Mutex(Self.digest(of: token))
    }

    /// SHA-256 of the token.
    var digest: [UInt8] { current.withLock(\.self) }

    /// Identifies the token; reveals nothing of it, since it is 32 random bytes.
    package var id: String { Self.id(of: digest) }

    /// Lets another token take the place of this one at once.
    ///
    /// - Parameters:
    ///   - token: The new token.
    ///   - keep: Keeps it for the next start; if it throws, the old token still counts.
    package func replace(
        with token: SecretValue,
        keeping keep: (SecretValue) throws -> Void
    ) rethrows {
        // One after the other, so that what is kept is what counts.
        try current.withLock { current in
            try keep(token)
            current = Self.digest(of: token)
        }
    }

    /// Identifies any token as `id` does.
    package static func id(of token: SecretValue) -> String { id(of: digest(of: token)) }

    private static func id(of digest: [UInt8]) -> String {
        String(Hex.encode(digest).prefix(idLength))
    }

    private static func digest(of token: SecretValue) -> [UInt8] {
        SHA256.digest(Array(token.reveal().utf8))
    }
}
