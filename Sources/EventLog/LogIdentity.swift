/// What tells one log from every other.
package struct LogIdentity: Sendable, Equatable {
    /// 16 random bytes.
    package let id: [UInt8]
    /// The key of delivery identities, under the master key.
    package let wrappedKey: [UInt8]
    /// Whether the master key is another than the log's first.
    package let isRotated: Bool

    package init(id: [UInt8], wrappedKey: [UInt8], isRotated: Bool) {
        self.id = id
        self.wrappedKey = wrappedKey
        self.isRotated = isRotated
    }
}
