package import Encodings

/// An upstream that may post deliveries: how it signs them and what they contain.
package struct WebhookSource: Sendable, Equatable {
    /// The format of a source's deliveries.
    package enum Payload: String, Sendable, CaseIterable {
        /// A notification that a folder changed, without values or key names.
        case hanzoKMS = "hanzo-kms"
        /// CloudEvents that carry values.
        case secretEvents = "secret-events"
    }

    /// One signing secret; the value is sealed.
    package struct Secret: Sendable, Equatable {
        /// A UUID in lower case.
        package var id: String
        /// When the secret was added.
        package var createdAt: Timestamp
        /// The secret is invalid before this time; nil means no bound.
        package var notBefore: Timestamp?
        /// The secret is invalid after this time; nil means no bound.
        package var notAfter: Timestamp?
        /// Where the log holds the sealed secret.
        package var value: SealedValueReference

        /// Refers to a secret that is sealed already.
        package init(
            id: String,
            createdAt: Timestamp,
            notBefore: Timestamp?,
            notAfter: Timestamp?,
            value: SealedValueReference
        ) {
            self.id = id
            self.createdAt = createdAt
            self.notBefore = notBefore
            self.notAfter = notAfter
            self.value = value
        }
    }

    /// 1 to 64 lower-case letters, digits and hyphens; part of the webhook's URL.
    package var name: String
    /// The name of a preset, or `custom`.
    package var preset: String
    /// The members of a custom scheme, flattened: `timestamp.from`; empty for a preset.
    package var scheme: [String: String]
    /// The format of its deliveries.
    package var payload: Payload
    /// 1 to 8 secrets; a delivery may match any that is valid.
    package var secrets: [Secret]
    /// The maximum difference between a signed time and now, in seconds: 1 to 604,800.
    package var toleranceSeconds: Int64
    /// Whether deliveries are accepted.
    package var isEnabled: Bool
    /// How to fetch its folders; nil if deliveries carry the values or nothing is fetched.
    package var kmsAccess: KMSAccess?
    /// When the source was created.
    package var createdAt: Timestamp
    /// When the source last changed; equal to `createdAt` at first.
    package var updatedAt: Timestamp

    /// Makes a source; callers have checked its parts.
    package init(
        name: String,
        preset: String,
        scheme: [String: String],
        payload: Payload,
        secrets: [Secret],
        toleranceSeconds: Int64,
        isEnabled: Bool,
        kmsAccess: KMSAccess? = nil,
        createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.name = name
        self.preset = preset
        self.scheme = scheme
        self.payload = payload
        self.secrets = secrets
        self.toleranceSeconds = toleranceSeconds
        self.isEnabled = isEnabled
        self.kmsAccess = kmsAccess
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

extension WebhookSource.Secret: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object([
            "id": .text(id),
            "createdAt": .integer(createdAt.microseconds),
            "notBefore": .optional(notBefore?.microseconds),
            "notAfter": .optional(notAfter?.microseconds),
            "value": value.canonical,
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            id: try canonical.text("id"),
            createdAt: Timestamp(microseconds: try canonical.integer("createdAt")),
            notBefore: try canonical.optionalInteger("notBefore")
                .map(Timestamp.init(microseconds:)),
            notAfter: try canonical.optionalInteger("notAfter").map(Timestamp.init(microseconds:)),
            value: try canonical.value("value")
        )
    }
}

extension WebhookSource: CanonicalCodable {
    /// As recorded; `kmsAccess` is called `reader` there.
    package var canonical: CanonicalValue {
        .object([
            "name": .text(name),
            "preset": .text(preset),
            "scheme": .map(CanonicalMap(scheme.mapValues(CanonicalValue.text))),
            "payload": .text(payload.rawValue),
            "secrets": .list(secrets.map(\.canonical)),
            "toleranceSeconds": .integer(toleranceSeconds),
            "isEnabled": .bool(isEnabled),
            "reader": kmsAccess?.canonical,
            "createdAt": .integer(createdAt.microseconds),
            "updatedAt": .integer(updatedAt.microseconds),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        var scheme: [String: String] = [:]
        let members = try canonical.member("scheme")
        for member in try canonical.members("scheme") {
            scheme[member.name] = try members.text(member.name)
        }
        self.init(
            name: try canonical.text("name"),
            preset: try canonical.text("preset"),
            scheme: scheme,
            payload: try canonical.word("payload"),
            secrets: try canonical.values("secrets"),
            toleranceSeconds: try canonical.integer("toleranceSeconds"),
            isEnabled: try canonical.bool("isEnabled"),
            kmsAccess: canonical.optionalMember("reader") == nil
                ? nil : try canonical.value("reader"),
            createdAt: Timestamp(microseconds: try canonical.integer("createdAt")),
            updatedAt: Timestamp(microseconds: try canonical.integer("updatedAt"))
        )
    }
}
