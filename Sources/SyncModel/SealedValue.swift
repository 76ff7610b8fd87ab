package import Encodings

/// A keyed digest that tells "changed" from "same" and nothing else; written as `fp1:` and 32 hex digits.
package struct Fingerprint: Sendable, Hashable {
    package let text: String

    package init(text: String) {
        self.text = text
    }
}

/// Where in the log a sealed value stands: the event that brought it and its place among that event's values.
package struct SealedValueReference: Sendable, Hashable {
    package let position: Position
    /// 0 for the first sealed value of the event.
    package let slot: Int

    package init(position: Position, slot: Int) {
        self.position = position
        self.slot = slot
    }
}

extension SealedValueReference: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record(["position": .integer(position.number), "slot": .integer(Int64(slot))])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            position: Position(try canonical.integer("position")),
            slot: Int(try canonical.integer("slot"))
        )
    }
}

/// A value as it is stored: nonce, ciphertext and tag, and beside it the wrapped key that opens it.
package struct SealedValue: Sendable, Equatable {
    /// Nonce (12 bytes), ciphertext, tag (16 bytes).
    ///
    /// Immutable, and covered by the event's leaf.
    package let ciphertext: [UInt8]
    /// The data key under the master key.
    ///
    /// Kept beside the log, so that it can be re-wrapped or destroyed.
    package let wrappedKey: [UInt8]

    package init(ciphertext: [UInt8], wrappedKey: [UInt8]) {
        self.ciphertext = ciphertext
        self.wrappedKey = wrappedKey
    }
}

/// What a value belongs to; its versions share one fingerprint key, and a seal for one name opens under no other.
///
/// Names are the same when their bytes are: that Unicode takes two spellings for one text does not make them one.
package struct ValueName: Sendable, Hashable {
    package let text: String

    package static func == (a: ValueName, b: ValueName) -> Bool {
        a.text.isSpelled(b.text)
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    package static func secret(_ key: String, in folder: FolderID) -> ValueName {
        let path = folder.path
        return ValueName(
            parts: [
                "secret", folder.source, path.projectID, path.environment, path.secretPath, key,
            ])
    }

    package static func webhookSecret(source: String, id: String) -> ValueName {
        ValueName(parts: ["webhook-secret", source, id])
    }

    package static func apiKey(connectionID: String) -> ValueName {
        ValueName(parts: ["api-key", connectionID])
    }

    package static func readerCredential(source: String) -> ValueName {
        ValueName(parts: ["reader-credential", source])
    }

    /// A name as it stands beside the log.
    package init(stored text: String) {
        self.text = text
    }

    /// A name as it was recorded.
    package init(recorded text: String) {
        self.text = text
    }

    private init(parts: [String]) {
        text = unambiguousText(of: parts)
    }
}
