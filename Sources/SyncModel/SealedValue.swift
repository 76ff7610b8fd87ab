package import Encodings

/// A keyed digest that tells whether a value changed and nothing else: `fp1:` and 32 hex digits.
package struct Fingerprint: Sendable, Hashable {
    /// The text to compare and record.
    package let text: String

    /// Takes a recorded fingerprint; nothing checks its form.
    package init(text: String) {
        self.text = text
    }
}

/// The place of a sealed value in the log: an event and an index into its sealed values.
package struct SealedValueReference: Sendable, Hashable {
    /// The event that holds the value.
    package let position: Position
    /// The index, from 0, among the sealed values of the event.
    package let slot: Int

    /// Refers to the value in slot `slot`, whether or not it exists.
    package init(position: Position, slot: Int) {
        self.position = position
        self.slot = slot
    }
}

extension SealedValueReference: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object(["position": .integer(position.number), "slot": .integer(Int64(slot))])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            position: Position(try canonical.integer("position")),
            slot: Int(try canonical.integer("slot"))
        )
    }
}

/// A sealed value as stored, with the wrapped key that opens it.
package struct SealedValue: Sendable, Equatable {
    /// A nonce (12 bytes), the ciphertext and a tag (16 bytes).
    ///
    /// Immutable; the event's leaf hash covers it.
    package let ciphertext: [UInt8]
    /// The data key, encrypted under the master key.
    ///
    /// Stored outside the log so that it can be re-wrapped or destroyed.
    package let wrappedKey: [UInt8]

    /// Makes a sealed value from its stored parts.
    package init(ciphertext: [UInt8], wrappedKey: [UInt8]) {
        self.ciphertext = ciphertext
        self.wrappedKey = wrappedKey
    }
}

/// The owner of a value.
///
/// All its versions share one fingerprint key, and a value sealed under one name opens under no
/// other.
///
/// Names are equal if their bytes are; Unicode equivalence does not count.
package struct ValueName: Sendable, Hashable {
    /// Length-prefixed parts, so that different owners have different names.
    package let text: String

    /// Compares bytes.
    package static func == (a: ValueName, b: ValueName) -> Bool {
        a.text.hasSameBytes(as: b.text)
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// The name of a secret in a folder.
    package static func secret(_ key: String, in folder: FolderID) -> ValueName {
        let path = folder.path
        return ValueName(
            parts: [
                "secret", folder.source, path.projectID, path.environment, path.secretPath, key,
            ])
    }

    /// The name of a signing secret of a webhook source.
    package static func webhookSecret(source: String, id: String) -> ValueName {
        ValueName(parts: ["webhook-secret", source, id])
    }

    /// The name of a connection's API key.
    package static func apiKey(connectionID: String) -> ValueName {
        ValueName(parts: ["api-key", connectionID])
    }

    /// The name of the client secret for fetching a source's folders.
    package static func kmsClientSecret(source: String) -> ValueName {
        ValueName(parts: ["reader-credential", source])
    }

    /// The name of the address of a notification target.
    package static func notificationURL(targetID: String) -> ValueName {
        ValueName(parts: ["notification-url", targetID])
    }

    /// The name of the secret that signs what a notification target gets.
    package static func notificationSecret(targetID: String) -> ValueName {
        ValueName(parts: ["notification-secret", targetID])
    }

    /// Restores a name from the key store.
    package init(stored text: String) {
        self.text = text
    }

    /// Restores a name from an event.
    package init(recorded text: String) {
        self.text = text
    }

    private init(parts: [String]) {
        text = lengthPrefixedText(of: parts)
    }
}
