package import SyncModel

extension EventLog {
    /// Destroys the keys of values, and the fingerprint keys of what has no value left.
    ///
    /// When it returns, no byte of them is in what the store keeps. It takes a time that grows with the number of all keys.
    /// Destroying again does nothing. An event that was made before and is written afterwards is made again, so that it
    /// relies on no key that went.
    ///
    /// It blocks the caller's thread, which must be one that nobody else needs. Only one may run at a time
    /// (`destructionsInTurn`).
    ///
    /// - Parameters:
    ///   - places: Whose keys go.
    ///   - names: What has no value left in the events through `seen`; one that a later event brings a value of is spared.
    ///   - seen: The last event that was looked at to find them.
    ///   - namesIn: gives the names that an event brings values of.
    ///   - forget: is told the names while nothing is written, whether or not the keys are gone; it must return at once.
    /// - Throws: `EventLogError.cannotWrite`; the same may be asked for again. `.heldOpen` when the keys are destroyed, but
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

    /// Erases what a destruction that ended early left: nothing of it is read any more, but it may still be in the store.
    ///
    /// It blocks the caller's thread as `destroyKeys` does, and throws what that throws.
    package func eraseKeys() throws(EventLogError) { try store.eraseKeys() }

    /// Puts other wrapped keys in the place of all: every one of them or none.
    ///
    /// Appends wait until it is done.
    ///
    /// - Parameters:
    ///   - identity: The identity key under the new master key.
    ///   - data: gives the new form of a value's wrapped key.
    ///   - fingerprint: gives the new form of a name's wrapped key.
    /// - Returns: How many keys there were.
    /// - Throws: `EventLogError.cannotWrite` when nothing has changed; `.heldOpen` as `destroyKeys` does.
    package func replaceKeys(
        identity: [UInt8],
        data: @escaping @Sendable (SealedValueReference, [UInt8]) throws -> [UInt8],
        fingerprint: @escaping @Sendable (ValueName, [UInt8]) throws -> [UInt8]
    ) throws(EventLogError) -> Int {
        try store.replaceKeys(identity: identity, data: data, fingerprint: fingerprint)
    }
}
