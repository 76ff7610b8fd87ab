internal import Cryptography
internal import Encodings
internal import Synchronization
package import SyncModel

/// The administrator's token, as far as it has to be known: its digest.
package final class AdminToken: Sendable {
    /// The number of hex digits of a token's id.
    private static let idLength = 16

    private let current: Mutex<(digest: [UInt8], id: String)>
    private let idKey: [UInt8]

    /// Knows a token.
    ///
    /// - Parameters:
    ///   - token: The token, which somebody may have made up.
    ///   - idKey: A secret of the log, so that a token cannot be guessed from its id.
    package init(_ token: SecretValue, idKey: [UInt8]) {
        self.idKey = idKey
        current = Mutex((Self.digest(of: token), Self.id(of: token, idKey)))
    }

    /// SHA-256 of the token.
    var digest: [UInt8] { current.withLock(\.digest) }

    /// Tells the token from others, and nothing else of it.
    package var id: String { current.withLock(\.id) }

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
            current = (Self.digest(of: token), id(of: token))
        }
    }

    /// What `id` would be of another token.
    package func id(of token: SecretValue) -> String { Self.id(of: token, idKey) }

    private static func id(of token: SecretValue, _ key: [UInt8]) -> String {
        let parts = [Array("admin-token\0".utf8), Array(token.reveal().utf8)]
        return String(Hex.encode(HMAC.authenticate(parts: parts, key: key)).prefix(idLength))
    }

    private static func digest(of token: SecretValue) -> [UInt8] {
        SHA256.digest(Array(token.reveal().utf8))
    }
}
