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

    /// Seals one value; what is returned goes into the event's body.
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

    /// The event with what was sealed for it.
    package func draft(_ body: EventBody) -> EventDraft {
        EventDraft(
            body: body,
            sealedValues: sealedValues,
            newFingerprintKeys: newFingerprintKeys,
            retained: newFingerprintKeys.isEmpty ? nil : claim
        )
    }
}
