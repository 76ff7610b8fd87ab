/// An event ready to append, made for the position it will get.
package struct EventDraft: Sendable {
    /// The event's content, with slots and fingerprints in place of values.
    package var body: EventBody
    /// The sealed values of `body`, by slot.
    package var sealedValues: [SealedValue]
    /// The wrapped fingerprint keys that this event uses first, by value name.
    package var newFingerprintKeys: [ValueName: [UInt8]]
    /// Kept alive until the event is durable or discarded, such as a claim on those keys.
    package var retained: (any Sendable)?

    /// Makes a draft; `sealedValues` must match the slots in `body`.
    package init(
        body: EventBody,
        sealedValues: [SealedValue] = [],
        newFingerprintKeys: [ValueName: [UInt8]] = [:],
        retained: (any Sendable)? = nil
    ) {
        self.body = body
        self.sealedValues = sealedValues
        self.newFingerprintKeys = newFingerprintKeys
        self.retained = retained
    }
}
