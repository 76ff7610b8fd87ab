package import SyncModel

/// Other wrapped keys for those that a store has.
package struct KeyReplacement: Sendable {
    /// The log's wrapped identity key.
    package let identity: [UInt8]
    /// Rewraps the key of a value.
    package let data: @Sendable (SealedValueReference, [UInt8]) throws -> [UInt8]
    /// Rewraps the fingerprint key of a name.
    package let fingerprint: @Sendable (ValueName, [UInt8]) throws -> [UInt8]
    /// Is called once the new keys have replaced the old ones, before anything else is written; it
    /// must return quickly.
    package let onReplaced: @Sendable () -> Void

    /// - Parameters:
    ///   - identity: The log's wrapped identity key.
    ///   - data: Rewraps the key of a value; may be called more than once for the same one.
    ///   - fingerprint: Rewraps the fingerprint key of a name, as `data` does.
    ///   - onReplaced: Is called once the new keys have replaced the old ones.
    package init(
        identity: [UInt8],
        data: @escaping @Sendable (SealedValueReference, [UInt8]) throws -> [UInt8],
        fingerprint: @escaping @Sendable (ValueName, [UInt8]) throws -> [UInt8],
        onReplaced: @escaping @Sendable () -> Void = {}
    ) {
        self.identity = identity
        self.data = data
        self.fingerprint = fingerprint
        self.onReplaced = onReplaced
    }
}
