package import SyncModel

extension EventReader {
    /// The log's id and its wrapped identity key.
    package func identity() throws(EventLogError) -> LogIdentity { try store.identity() }

    /// A sealed value and its wrapped key; nil if there is none or its key was destroyed.
    package func sealedValue(
        at place: SealedValueReference
    ) throws(EventLogError) -> SealedValue? {
        try store.sealedValue(at: place)
    }

    /// The given places whose values cannot be opened because their keys are gone.
    package func placesWithoutKey(
        among places: [SealedValueReference]
    ) throws(EventLogError) -> Set<SealedValueReference> {
        try store.placesWithoutKey(among: places)
    }

    /// The committed, wrapped fingerprint key of a name; nil if it has none.
    package func fingerprintKey(for name: ValueName) throws(EventLogError) -> [UInt8]? {
        try store.fingerprintKey(for: name)
    }

    /// The number of keys of each kind.
    package func keyCounts() throws(EventLogError) -> (dataKeys: Int, fingerprintKeys: Int) {
        try store.keyCounts()
    }

    /// The newest snapshot at or before a position.
    ///
    /// It is a cache: verify it before use.
    package func snapshot(
        through position: Position? = nil
    ) throws(EventLogError) -> (position: Position, state: [UInt8])? {
        try store.snapshot(through: position)
    }
}
