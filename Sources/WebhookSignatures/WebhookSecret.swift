internal import Encodings
package import SyncModel

/// A signing secret with its period of validity.
package struct WebhookSecret: Sendable {
    /// The id under which the log records which secret a delivery matched.
    package var id: String
    /// The secret in the clear.
    package var value: SecretValue
    /// The secret is invalid before this time; nil means no bound.
    package var notBefore: Timestamp?
    /// The secret is invalid after this time; nil means no bound.
    package var notAfter: Timestamp?

    package init(
        id: String,
        value: SecretValue,
        notBefore: Timestamp? = nil,
        notAfter: Timestamp? = nil
    ) {
        self.id = id
        self.value = value
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// Whether the secret is valid at a time.
    package func isActive(at now: Timestamp) -> Bool {
        (notBefore.map { $0 <= now } ?? true) && (notAfter.map { now <= $0 } ?? true)
    }
}

/// A received request; nothing in it is trusted yet.
package struct IncomingRequest: Sendable {
    /// Every value of every header; names in lower case.
    package var headers: [(name: String, value: String)]
    /// The raw body.
    package var body: [UInt8]

    /// Lower-cases the names of the headers.
    package init(headers: [(name: String, value: String)], body: [UInt8]) {
        self.headers = headers
        for index in headers.indices
        where headers[index].name.utf8.contains(where: Self.isUpperCase) {
            self.headers[index].name = headers[index].name.lowercased()
        }
        self.body = body
    }

    private static func isUpperCase(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    /// The only value of a header; equal values count once.
    ///
    /// Surrounding blanks are not part of it (RFC 9110 section 5.5).
    func single(_ name: String) throws(Refusal) -> String? {
        var found: String?
        for header in headers where header.name.hasSameBytes(as: name) {
            let value = Self.trimmed(header.value)
            if let found, !found.hasSameBytes(as: value) { throw .repeatedHeader(name) }
            found = value
        }
        return found
    }

    private static func trimmed(_ value: String) -> String {
        guard value.utf8.first.map(isBlank) == true || value.utf8.last.map(isBlank) == true
        else { return value }
        let start = value.utf8.drop(while: isBlank)
        guard let last = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(decoding: start[...last], as: UTF8.self)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}

/// A request that was proven to come from its sender.
///
/// Only a `SignatureVerifier` can make one, and parsing accepts nothing else.
package struct VerifiedDelivery: Sendable {
    /// The raw bytes that were signed.
    package let body: [UInt8]
    /// 32 bytes derived only from what the signature covers; keyed, since the body may contain
    /// secret values.
    package let identity: [UInt8]
    /// Whether equal identities always mean the same delivery.
    package let identityIsUnique: Bool
    /// The id of the secret that the signature matched.
    package let matchedSecretID: String
    /// The signed time; nil if the scheme has none.
    package let signedAt: Timestamp?
    /// The sender's id of the delivery, signed or not; for display.
    package let deliveryID: String?
    /// The id if the signature covers it; otherwise nil.
    package let signedID: String?

    init(
        body: [UInt8],
        identity: [UInt8],
        identityIsUnique: Bool,
        matchedSecretID: String,
        signedAt: Timestamp?,
        deliveryID: String?,
        signedID: String?
    ) {
        self.body = body
        self.identity = identity
        self.identityIsUnique = identityIsUnique
        self.matchedSecretID = matchedSecretID
        self.signedAt = signedAt
        self.deliveryID = deliveryID
        self.signedID = signedID
    }
}
