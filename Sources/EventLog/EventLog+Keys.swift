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

    /// Replaces all wrapped keys, or none of them, while appends go on.
    ///
    /// Readers see either all old keys or all new ones. An event that was prepared before the
    /// replacement and is written after it is prepared again. It blocks the calling thread as
    /// `destroyKeys` does, and runs in turn with destructions.
    ///
    /// - Parameter replacement: The new keys.
    /// - Throws: `EventLogError.cannotWrite`, or `.cannotRead` if a key cannot be rewrapped, and
    ///   nothing has changed; `.heldOpen` if all keys are replaced but another reader keeps copies
    ///   of the old ones.
    package func replaceKeys(_ replacement: KeyReplacement) throws(EventLogError) {
        try store.replaceKeys(replacement)
    }
}
