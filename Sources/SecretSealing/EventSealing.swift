package import SyncModel

/// Seals the values of one event, in the order of their slots.
package struct EventSealing: Sendable {
    private let sealer: SecretSealer
    private let position: Position
    private var sealedValues: [SealedValue] = []
    private var newFingerprintKeys: [ValueName: [UInt8]] = [:]
    private let claim: FingerprintKeyClaim

    init(sealer: SecretSealer, position: Position) {
        self.sealer = sealer
        self.position = position
        claim = FingerprintKeyClaim(sealer)
    }

    /// Seals one value; the returned slot and fingerprint belong in the event's body.
    ///
    /// - Throws: `SealingError.storage` if the fingerprint key cannot be read, or `.cryptography`.
    package mutating func seal(
        _ value: SecretValue,
        as name: ValueName
    ) throws(SealingError) -> (slot: Int, fingerprint: Fingerprint) {
        let slot = sealedValues.count
        let place = SealedValueReference(position: position, slot: slot)
        let (fingerprint, newKey) = try sealer.fingerprint(value, name: name, claim)
        sealedValues.append(try sealer.seal(value, at: place, name: name))
        if let newKey { newFingerprintKeys[name] = newKey }
        return (slot, fingerprint)
    }

    /// Makes the event with everything sealed for it.
    package func draft(_ body: EventBody) -> EventDraft {
        EventDraft(
            body: body,
            sealedValues: sealedValues,
            newFingerprintKeys: newFingerprintKeys,
            retained: newFingerprintKeys.isEmpty ? nil : claim
        )
    }
}
