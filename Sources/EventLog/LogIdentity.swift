/// What distinguishes one log from every other.
package struct LogIdentity: Sendable, Equatable {
    /// 16 random bytes.
    package let id: [UInt8]
    /// The key that delivery identities are computed with, wrapped under the master key.
    package let wrappedKey: [UInt8]
    /// Whether the master key has been replaced since the log was created.
    package let isRotated: Bool

    /// Makes an identity as a store holds it.
    package init(id: [UInt8], wrappedKey: [UInt8], isRotated: Bool) {
        self.id = id
        self.wrappedKey = wrappedKey
        self.isRotated = isRotated
    }
}
