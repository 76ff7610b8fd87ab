package import Encodings
package import SyncModel

extension Connection {
    /// The body of an answer about one connection, as Hanzo KMS sends it.
    package var response: CanonicalValue { .object(["appConnection": json]) }

    /// What other resources show of the connection.
    package var reference: CanonicalValue {
        .object(["app": .text("checkly"), "name": .text(name), "id": .text(id)])
    }

    /// The connection as Hanzo KMS shows it; never the API key itself.
    package var json: CanonicalValue {
        .object([
            "id": .text(id),
            "name": .text(name),
            "description": .optional(description) ?? .null,
            "version": .integer(1),
            "orgId": .text("00000000-0000-0000-0000-000000000000"),
            "createdAt": .text(createdAt.rfc3339),
            "updatedAt": .text(updatedAt.rfc3339),
            "isPlatformManagedCredentials": .bool(false),
            "gatewayId": .null,
            "projectId": .null,
            "app": .text("checkly"),
            "method": .text("api-key"),
            "credentials": .map([:]),
        ])
    }
}
