internal import Cryptography
package import SyncModel

/// Looks whether wrapped keys are the ones of their places under a master key, many in a row; for one thread at a time.
package struct WrappedKeyCheck {
    private let wrapping: KeyWrapping
    private let opening: AESGCMOpening

    init(_ wrapping: KeyWrapping) throws(CryptographyError) {
        self.wrapping = wrapping
        opening = try AESGCMOpening(key: wrapping.wrappingKey)
    }

    /// Whether a data key is the one that was wrapped for this place.
    package func opens(_ wrappedKey: [UInt8], at place: SealedValueReference) -> Bool {
        opening.opens(wrappedKey, authenticating: wrapping.context(.data(place)))
    }

    /// Whether a fingerprint key is the one that was wrapped for the name of this text.
    package func opens(_ wrappedKey: [UInt8], fingerprintKeyOf name: ValueName) -> Bool {
        opening.opens(wrappedKey, authenticating: wrapping.context(.fingerprint(name)))
    }
}
