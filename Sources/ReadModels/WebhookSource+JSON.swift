package import Encodings
package import Projection
package import SyncModel

extension WebhookSource {
    /// The source as shown: of its secrets only the ids and when each last matched.
    package func json(uses: [String: Timestamp]) -> CanonicalValue {
        .object([
            "name": .text(name),
            "preset": .text(preset),
            "scheme": scheme.isEmpty ? nil : schemeJSON,
            "payload": .text(payload.rawValue),
            "secrets": .list(
                secrets.map { secret in
                    .object([
                        "id": .text(secret.id),
                        "createdAt": .text(secret.createdAt.rfc3339),
                        "lastMatchedAt": .optional(uses[secret.id]?.rfc3339) ?? .null,
                        "notBefore": .optional(secret.notBefore?.rfc3339),
                        "notAfter": .optional(secret.notAfter?.rfc3339),
                    ])
                }
            ),
            "toleranceSeconds": .integer(toleranceSeconds),
            "isEnabled": .bool(isEnabled),
            "createdAt": .text(createdAt.rfc3339),
            "updatedAt": .text(updatedAt.rfc3339),
        ])
    }

    /// A custom scheme in the nested form of the API: `timestamp.from` becomes member `from` of
    /// `timestamp`.
    package var schemeJSON: CanonicalValue {
        var members: CanonicalMap = [:]
        for (name, text) in scheme {
            let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                members[name] = .text(text)
                continue
            }
            members[parts[0]] = (members[parts[0]] ?? .object([:])).adding([parts[1]: .text(text)])
        }
        return .map(members)
    }

    /// The source as shown within an event.
    package var eventJSON: CanonicalValue { canonical.adding(["scheme": schemeJSON]) }
}

extension DifferingRepetitions {
    /// How many repetitions differed, and the newest of them.
    package var json: CanonicalValue {
        .object([
            "count": .integer(count), "lastAt": .text(lastAt.rfc3339),
            "deliveryId": .optional(deliveryID) ?? .null, "first": .integer(first.number),
        ])
    }
}
