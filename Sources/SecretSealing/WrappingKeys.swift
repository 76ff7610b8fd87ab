internal import Cryptography
internal import Synchronization

/// The wrapping key of the master key in use, and that of another one while the master key is
/// replaced and afterwards: whoever reads a wrapped key just then may get it in either form.
final class WrappingKeys: Sendable {
    private let pair: Mutex<(current: KeyWrapping, other: KeyWrapping?)>

    init(_ current: KeyWrapping) {
        pair = Mutex((current, nil))
    }

    /// What wraps new keys.
    var current: KeyWrapping { pair.withLock(\.current) }

    /// Unwraps keys that are wrapped under this one too.
    func admit(_ next: KeyWrapping) {
        pair.withLock { $0.other = next }
    }

    /// Wraps new keys under this one from now on; the former goes on unwrapping.
    func use(_ next: KeyWrapping) {
        pair.withLock { $0 = (next, $0.current) }
    }

    func unwrap(
        _ wrapped: [UInt8],
        for purpose: KeyWrapping.Purpose
    ) throws(CryptographyError) -> [UInt8] {
        let (current, other) = pair.withLock(\.self)
        do {
            return try current.unwrap(wrapped, for: purpose)
        } catch {
            guard let other else { throw error }
            return try other.unwrap(wrapped, for: purpose)
        }
    }
}
