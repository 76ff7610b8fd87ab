internal import Encodings
internal import Cryptography
package import SyncModel
internal import Transparency

/// An event with everything its row holds, made for one position.
///
/// Sealing, encoding and hashing take most of an append's time and need nothing of the database, so they are done where
/// the append was asked for, beside the one thread that writes.
package final class PreparedEvent: Sendable {
    package let event: RecordedEvent
    package let envelope: [UInt8]
    package let leaf: [UInt8]
    /// The ciphertexts of the event's values in one list; empty where it has none.
    package let ciphertexts: [UInt8]
    package let wrappedKeys: [[UInt8]]
    package let newFingerprintKeys: [ValueName: [UInt8]]
    private let retained: (any Sendable)?
    /// How often keys had been destroyed before it was made; it may rely on any that were there then.
    package let destructions: Int

    init(
        _ pending: PendingEvent,
        of request: AppendRequest,
        at position: Position,
        time: Timestamp,
        id: String,
        destructions: Int
    ) throws {
        self.destructions = destructions
        let draft = try pending.makeDraft(position)
        event = RecordedEvent(
            position: position,
            id: id,
            recordedAt: time,
            version: draft.body.version,
            source: request.source,
            deliveryIdentity: request.identity,
            eventIdentity: pending.identity ?? request.identity,
            deliveryID: request.deliveryID,
            secretID: request.secretID,
            remoteAddress: request.remoteAddress,
            actor: request.actor,
            body: draft.body,
            ciphertextDigests: draft.sealedValues.map { SHA256.digest($0.ciphertext) }
        )
        envelope = event.envelope
        leaf = MerkleTree.leafHash(envelope)
        ciphertexts =
            draft.sealedValues.isEmpty
            ? []
            : canonicalList(of: draft.sealedValues.map(\.ciphertext))
        wrappedKeys = draft.sealedValues.map(\.wrappedKey)
        newFingerprintKeys = draft.newFingerprintKeys
        retained = draft.retained
    }
}
