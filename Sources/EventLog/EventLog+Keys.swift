package import SyncModel

extension EventLog {
    /// Destroys the keys of values, and the fingerprint keys of names that have no value left.
    ///
    /// When it returns, no byte of these keys remains in the store. The time it takes grows with
    /// the number of all keys. Repeating a destruction has no effect. An event that was prepared
    /// before and is written afterwards is prepared again, so that it relies on no destroyed key.
    ///
    /// It blocks the calling thread, which must be one that nobody else needs. Only one destruction
    /// may run at a time (`destructionsInTurn`).
    ///
    /// - Parameters:
    ///   - places: The values whose keys are destroyed.
    ///   - names: The names without a value in the events through `seen`; a name to which a later
    ///     event gives a value is spared.
    ///   - seen: The last event that was examined to find them.
    ///   - namesIn: Returns the names to which an event gives values.
    ///   - forget: Is called with the names while nothing is being written, whether or not the keys
    ///     are gone; it must return quickly.
    /// - Throws: `EventLogError.cannotWrite`, after which the same destruction may be requested
    ///   again; `.heldOpen` if the keys are destroyed but another reader keeps earlier copies of
    ///   them.
    ///   another reader keeps earlier copies of them.
    package func destroyKeys(
        at places: [SealedValueReference],
        of names: [ValueName],
        unusedThrough seen: Position,
        namesIn: @escaping @Sendable (RecordedEvent) -> Set<ValueName>,
        forget: @escaping @Sendable ([ValueName]) -> Void
    ) throws(EventLogError) {
        try store.destroyKeys(
            at: places,
            of: names,
            unusedThrough: seen,
            namesIn: namesIn,
            forget: forget
        )
    }

    /// Erases what an interrupted destruction left: data that is no longer read but may still be in
    /// the store.
    ///
    /// It blocks the calling thread and throws as `destroyKeys` does.
    package func eraseKeys() throws(EventLogError) { try store.eraseKeys() }

    /// Replaces all wrapped keys, or none of them.
    ///
    /// Appends wait until it is done.
    ///
    /// - Parameters:
    ///   - identity: The identity key under the new master key.
    ///   - data: Rewraps the key of a value.
    ///   - fingerprint: Rewraps the fingerprint key of a name.
    /// - Returns: The number of keys.
    /// - Throws: `EventLogError.cannotWrite` if nothing has changed; `.heldOpen` as `destroyKeys`
    ///   does.
    package func replaceKeys(
        identity: [UInt8],
        data: @escaping @Sendable (SealedValueReference, [UInt8]) throws -> [UInt8],
        fingerprint: @escaping @Sendable (ValueName, [UInt8]) throws -> [UInt8]
    ) throws(EventLogError) -> Int {
        try store.replaceKeys(identity: identity, data: data, fingerprint: fingerprint)
    }
}
