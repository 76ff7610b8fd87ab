internal import Encodings
internal import Cryptography
package import SyncModel
internal import Transparency

/// An event with everything its row will hold, prepared for one position.
///
/// Sealing, encoding and hashing take most of an append's time and need no database, so they run on
/// the caller's thread rather than on the one thread that writes.
package final class PreparedEvent: Sendable {
    /// The event, without its values.
    package let event: RecordedEvent
    /// The event's canonical encoding, over which its leaf is computed.
    package let envelope: [UInt8]
    /// The leaf hash of the envelope, 32 bytes.
    package let leaf: [UInt8]
    /// The ciphertexts of the event's values as one canonical list; empty if it has no values.
    package let ciphertexts: [UInt8]
    /// The wrapped data keys of the values, by slot.
    package let wrappedKeys: [[UInt8]]
    /// The wrapped fingerprint keys of names that had none.
    package let newFingerprintKeys: [ValueName: [UInt8]]
    private let retained: (any Sendable)?
    /// The store's count of destructions when it was prepared; it may rely on any key that existed
    /// then.
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
