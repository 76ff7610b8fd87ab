package import SyncModel

extension EventReader {
    /// The log's id and its wrapped identity key.
    package func identity() throws(EventLogError) -> LogIdentity { try store.identity() }

    /// A sealed value and its wrapped key, or nil when there is none or the key was destroyed.
    package func sealedValue(
        at place: SealedValueReference
    ) throws(EventLogError) -> SealedValue? {
        try store.sealedValue(at: place)
    }

    /// Those of some places whose value nobody can open, since its key is not there.
    package func placesWithoutKey(
        among places: [SealedValueReference]
    ) throws(EventLogError) -> Set<SealedValueReference> {
        try store.placesWithoutKey(among: places)
    }

    /// A committed fingerprint key, wrapped.
    package func fingerprintKey(for name: ValueName) throws(EventLogError) -> [UInt8]? {
        try store.fingerprintKey(for: name)
    }

    /// How many keys of each kind there are.
    package func keyCounts() throws(EventLogError) -> (dataKeys: Int, fingerprintKeys: Int) {
        try store.keyCounts()
    }

    /// The newest snapshot at or before a position: a cache, to be checked by what it claims.
    package func snapshot(
        through position: Position? = nil
    ) throws(EventLogError) -> (position: Position, state: [UInt8])? {
        try store.snapshot(through: position)
    }
}
