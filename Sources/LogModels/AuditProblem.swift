package import Encodings

/// A difference between a log's files and what was recorded.
package struct AuditProblem: Sendable, Equatable {
    /// What kind of difference it is; the raw values are fixed words.
    package enum Kind: String, Sendable, CaseIterable {
        case schemaChanged = "schema-changed"
        case logIdentity = "log-identity"
        case masterKey = "master-key"
        case checkpointSignature = "checkpoint-signature"
        case logTruncated = "log-truncated"
        case checkpointDiffers = "checkpoint-differs"
        case positionGap = "position-gap"
        case positionDiffers = "position-differs"
        case leafDiffers = "leaf-differs"
        case envelopeDamaged = "envelope-damaged"
        case columnDiffers = "column-differs"
        case indexDiffers = "index-differs"
        case ciphertextDiffers = "ciphertext-differs"
        case keyAdded = "key-added"
        case keyDiffers = "key-differs"
        case keyMissing = "key-missing"
        case keyNotDestroyed = "key-not-destroyed"
        case fingerprintKeyDiffers = "fingerprint-key-differs"
        case identityMissing = "identity-missing"
        case identityDiffers = "identity-differs"
    }

    /// The event concerned; 0 if the problem concerns the whole log.
    package let position: Int64
    /// What kind of difference it is.
    package let kind: Kind
    /// What differs, without a full stop and without any secret.
    package let message: String

    /// A problem with an event, or with the whole log at position 0.
    package init(position: Int64, kind: Kind, message: String) {
        self.position = position
        self.kind = kind
        self.message = message
    }

    /// The problem as shown.
    package var json: CanonicalValue {
        .object([
            "position": .integer(position), "kind": .text(kind.rawValue),
            "message": .text(message), "meaning": .text(kind.meaning),
        ])
    }
}

extension AuditProblem.Kind {
    /// What such a difference means for whoever relies on the log, as a full sentence.
    package var meaning: String {
        switch self {
        case .schemaChanged: "Somebody altered the tables or the triggers that protect them."
        case .logIdentity: "The files do not say which log they are, so nothing can be signed."
        case .masterKey: "The values cannot be opened with this master key."
        case .checkpointSignature: "The checkpoint proves nothing about this log."
        case .logTruncated: "Events that were signed are gone from the end of the log."
        case .checkpointDiffers: "Events were changed after their checkpoint was signed."
        case .positionGap: "An event was taken out of the log."
        case .positionDiffers: "An event was moved to another place in the log."
        case .leafDiffers: "An event was changed after it was recorded."
        case .envelopeDamaged: "An event cannot be read any more."
        case .columnDiffers: "Searches find an event under something that it is not."
        case .indexDiffers: "A list of a sync's events may lack some or show those of others."
        case .ciphertextDiffers: "A sealed value was exchanged or damaged; it will not be opened."
        case .keyAdded: "Somebody added a key that no event accounts for."
        case .keyDiffers: "A value's key was exchanged; the value cannot be opened."
        case .keyMissing: "A value was destroyed, and no event says so."
        case .keyNotDestroyed: "A value can still be opened although its destruction is recorded."
        case .fingerprintKeyDiffers: "A secret's fingerprints cannot be compared any more."
        case .identityMissing: "If the sender repeats this delivery, it is recorded again."
        case .identityDiffers: "Another delivery may be taken for a repetition and be ignored."
        }
    }
}
