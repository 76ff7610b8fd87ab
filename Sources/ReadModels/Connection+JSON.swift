package import Encodings
package import Projection
package import SyncModel

extension Connection {
    /// What other resources show of the connection.
    package var reference: CanonicalValue {
        .object(["app": .text("checkly"), "name": .text(name), "id": .text(id)])
    }

    /// The connection as Hanzo KMS shows it, with who uses it; never the API key itself.
    ///
    /// - Parameters:
    ///   - state: The state whose syncs use it.
    ///   - budgets: What is left of the budget of requests to each account, as shown; blank if
    ///     that is not shown.
    /// - Returns: An object with every member.
    package func json(
        in state: State,
        budgets: [String: CanonicalValue] = [:]
    ) -> CanonicalValue {
        let users = state.syncs.values.filter { $0.connectionID == id }
        let accounts = Dictionary(
            users.map { ($0.destination.accountID, $0.destination.accountName) },
            uniquingKeysWith: { $0 ?? $1 }
        )
        return .object([
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
            "isRefused": .bool(state.refusedConnections.contains(id)),
            "syncs": users.namesJSON,
            "accounts": .list(
                accounts.sorted { $0.key < $1.key }
                    .map { id, name in
                        .object([
                            "id": .text(id), "name": .optional(name) ?? .null,
                            "budget": budgets[id],
                        ])
                    }
            ),
        ])
    }
}

extension [Sync] {
    /// Their ids and names, sorted by name.
    package var namesJSON: CanonicalValue {
        .list(
            sorted { ($0.name, $0.id) < ($1.name, $1.id) }
                .map { .object(["id": .text($0.id), "name": .text($0.name)]) }
        )
    }
}
