internal import Cryptography
package import SyncModel

/// Checks many wrapped keys against their places under one master key; not thread-safe.
package struct WrappedKeyCheck {
    private let wrapping: KeyWrapping
    private let opening: AESGCMOpening
    /// The associated data of a data key; only the place at its end changes.
    private var dataContext: [UInt8]

    init(_ wrapping: KeyWrapping) throws(CryptographyError) {
        self.wrapping = wrapping
        opening = try AESGCMOpening(key: wrapping.wrappingKey)
        let place = SealedValueReference(position: .beforeFirst, slot: 0)
        dataContext = wrapping.context(.data(place))
    }

    /// Whether a data key was wrapped for this place.
    package mutating func opens(
        _ wrappedKey: [UInt8],
        at place: SealedValueReference
    ) -> Bool {
        write(place.position.number, endingAt: dataContext.count - 8)
        write(Int64(place.slot), endingAt: dataContext.count)
        return opening.opens(wrappedKey, authenticating: dataContext)
    }

    private mutating func write(_ number: Int64, endingAt end: Int) {
        for index in 0..<8 {
            dataContext[end - 1 - index] = UInt8(truncatingIfNeeded: number >> Int64(8 * index))
        }
    }

    /// Whether a fingerprint key was wrapped for this name.
    package func opens(_ wrappedKey: [UInt8], fingerprintKeyOf name: ValueName) -> Bool {
        opening.opens(wrappedKey, authenticating: wrapping.context(.fingerprint(name)))
    }
}
