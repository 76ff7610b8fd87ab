internal import APIContract
internal import Encodings
internal import EventLog
internal import ReadModels
internal import SecretSealing
internal import LiveLog
internal import Projection
internal import SyncModel

extension ManagementAPI {
    func addConnectionRoutes(to routes: RouteTable) {
        routes.on(.listConnectionOptions) { _ in
            .record([
                "appConnectionOptions": .list([
                    .record([
                        "name": .text("Checkly"), "app": .text("checkly"),
                        "methods": .list([.text("api-key")]),
                    ])
                ])
            ])
        }
        for route in [Route.listAllConnections, .listConnections] {
            routes.on(route) { _ in
                .record(["appConnections": .list(sortedConnections.map(\.view))])
            }
        }
        routes.on(.listAvailableConnections) { _ in
            .record(["appConnections": .list(sortedConnections.map(\.reference))])
        }
        routes.on(.getConnection) { call in try connection(call).response }
        routes.on(.getConnectionByName) { call in
            let name = call.parameter("connectionName")
            guard let found = sortedConnections.first(where: { $0.name == name }) else {
                throw APIError.notFound("Could not find App Connection with name \(name)")
            }
            return found.response
        }
        routes.on(.createConnection) { call in
            let fields = try NewConnection(call.body, isComplete: true)
            try await validate(fields)
            return try await command(call) { turn in try await createConnection(fields, turn) }
        }
        routes.on(.updateConnection) { call in
            _ = try connection(call)
            let fields = try NewConnection(call.body, isComplete: false)
            try await validate(fields)
            return try await command(call) { turn in
                try await updateConnection(try connection(call), fields, turn)
            }
        }
        routes.on(.deleteConnection) { call in
            try await command(call) { turn in try await deleteConnection(try connection(call), turn)
            }
        }
        routes.on(.listAccounts) { call in
            let accounts = try await asking {
                try await checkly.accounts(apiKey: try apiKey(of: try connection(call)))
            }
            return .record([
                "accounts": .list(
                    accounts.map {
                        .record([
                            "id": .text($0.id), "name": .text($0.name),
                            "runtimeId": .optional($0.runtimeID) ?? .null,
                        ])
                    }
                )
            ])
        }
        routes.on(.listGroups) { call in
            let groups = try await asking {
                try await checkly.groups(
                    apiKey: try apiKey(of: try connection(call)),
                    account: call.parameter("accountId")
                )
            }
            return .record([
                "groups": .list(
                    groups.map { .record(["id": .text($0.id), "name": .text($0.name)]) }
                )
            ])
        }
    }

    private var sortedConnections: [Connection] {
        state.current.connections.values.sorted { $0.name < $1.name }
    }

    private func connection(_ call: Call) throws(APIError) -> Connection {
        let id = try call.uuid("connectionId")
        guard let connection = state.current.connections[id] else {
            throw .notFound("Could not find App Connection with ID \(id)")
        }
        return connection
    }

    private func apiKey(of connection: Connection) throws -> SecretValue {
        let name = ValueName.apiKey(connectionID: connection.id)
        guard let key = try vault.open(connection.apiKey, as: name) else {
            throw APIError.badRequest("The API key of this connection was destroyed; set it again")
        }
        return key
    }

    /// Passes on what Checkly says instead of swallowing it.
    private func asking<R>(_ question: () async throws -> R) async throws -> R {
        do {
            return try await question()
        } catch let error as APIError {
            throw error
        } catch let error as any ExplainedError {
            throw APIError.badRequest(error.description)
        }
    }

    private func validate(_ fields: NewConnection) async throws {
        guard let apiKey = fields.apiKey else { return }
        do {
            _ = try await checkly.accounts(apiKey: apiKey)
        } catch let error as any ExplainedError {
            throw APIError.badRequest("Failed to validate credentials: \(error.description)")
        }
    }

    private func createConnection(
        _ fields: NewConnection,
        _ turn: CommandQueue.Turn
    ) async throws -> CanonicalValue {
        guard let name = fields.name, let apiKey = fields.apiKey else {
            throw APIError.invalid("name", message: "Required")
        }
        try refuseTaken(name, except: nil)
        let (id, time) = (makeUUID(), now())
        let event = PendingEvent { position in
            var sealing = sealer.begin(at: position)
            let (slot, _) = try sealing.seal(apiKey, as: .apiKey(connectionID: id))
            return sealing.draft(
                .connection(
                    .created(
                        Connection(
                            id: id,
                            name: name,
                            description: fields.description ?? nil,
                            apiKey: SealedValueReference(position: position, slot: slot),
                            createdAt: time,
                            updatedAt: time
                        )
                    )
                )
            )
        }
        try await record([event], turn)
        return try currentConnection(id)
    }

    private func updateConnection(
        _ connection: Connection,
        _ fields: NewConnection,
        _ turn: CommandQueue.Turn
    ) async throws -> CanonicalValue {
        if let name = fields.name { try refuseTaken(name, except: connection.id) }
        let time = now()
        let event = PendingEvent { position in
            var sealing = sealer.begin(at: position)
            var updated = connection
            updated.name = fields.name ?? connection.name
            if let description = fields.description { updated.description = description }
            updated.updatedAt = time
            if let apiKey = fields.apiKey {
                let (slot, _) = try sealing.seal(
                    apiKey,
                    as: .apiKey(connectionID: connection.id)
                )
                updated.apiKey = SealedValueReference(position: position, slot: slot)
            }
            return sealing.draft(.connection(.updated(updated)))
        }
        try await record([event], turn)
        return try currentConnection(connection.id)
    }

    private func deleteConnection(
        _ connection: Connection,
        _ turn: CommandQueue.Turn
    ) async throws -> CanonicalValue {
        if state.current.syncs.values.contains(where: { $0.connectionID == connection.id }) {
            throw APIError.badRequest(
                "Cannot delete App Connection with existing connections. Remove all existing "
                    + "connections and try again."
            )
        }
        try await record([PendingEvent(.connection(.deleted(id: connection.id)))], turn)
        return connection.response
    }

    private func refuseTaken(_ name: String, except id: String?) throws(APIError) {
        if state.current.connections.values.contains(where: { $0.name == name && $0.id != id }) {
            throw .badRequest("An App Connection with the name \"\(name)\" already exists")
        }
    }

    private func currentConnection(_ id: String) throws -> CanonicalValue {
        guard let connection = state.current.connections[id] else {
            throw APIError.notFound("Could not find App Connection with ID \(id)")
        }
        return connection.response
    }
}
