internal import APIContract
internal import APIRoutes
internal import APIServing
internal import Commands
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
            .object([
                "appConnectionOptions": .list([
                    .object([
                        "name": .text("Checkly"), "app": .text("checkly"),
                        "methods": .list([.text("api-key")]),
                    ])
                ])
            ])
        }
        for route in [Route.listAllConnections, .listConnections] {
            routes.on(route) { _ in
                .object(["appConnections": .list(await shown(sortedConnections))])
            }
        }
        routes.on(.listAvailableConnections) { _ in
            .object(["appConnections": .list(sortedConnections.map(\.reference))])
        }
        routes.on(.getConnection) { call in
            .object(["appConnection": await shown(try connection(call))])
        }
        routes.on(.getConnectionByName) { call in
            let name = call.parameter("connectionName")
            guard let found = sortedConnections.first(where: { $0.name == name }) else {
                throw APIError.notFound("Could not find App Connection with name \(name)")
            }
            return .object(["appConnection": await shown(found)])
        }
        routes.on(.createConnection) { call in
            let fields = try NewConnection.resource.read(call.body)
            try await validate(fields)
            return try await createConnection(fields, call)
        }
        routes.on(.updateConnection) { call in
            let id = try connection(call).id
            let fields = try NewConnection.resource.read(call.body, for: .change)
            try await validate(fields)
            return try await perform(.connection(id: id, .update(fields)), call)
        }
        routes.on(.deleteConnection) { call in
            let id = try call.uuid("connectionId")
            return try await perform(.connection(id: id, .delete), call)
        }
        routes.on(.listAccounts) { call in
            let accounts = try await asking {
                try await checkly.accounts(apiKey: try apiKey(of: try connection(call)))
            }
            return .object([
                "accounts": .list(
                    accounts.map {
                        .object([
                            "id": .text($0.id), "name": .text($0.name),
                            "runtimeId": .optional($0.runtimeID) ?? .null,
                        ])
                    }
                )
            ])
        }
        routes.on(.checkConnection) { call in try await check(try connection(call)) }
        routes.on(.listGroups) { call in
            let groups = try await asking {
                try await checkly.groups(
                    apiKey: try apiKey(of: try connection(call)),
                    account: call.parameter("accountId")
                )
            }
            return .object([
                "groups": .list(
                    groups.map { .object(["id": .text($0.id), "name": .text($0.name)]) }
                )
            ])
        }
    }

    func response(_ connection: Connection) -> CanonicalValue {
        .object(["appConnection": json(connection)])
    }

    /// Connections with what is left of their accounts' budgets.
    private func shown(_ connections: [Connection]) async -> [CanonicalValue] {
        let now = state.current
        var budgets: [String: CanonicalValue] = [:]
        for id in Set(now.syncs.values.map(\.destination.accountID)) {
            budgets[id] = await budget(of: id)
        }
        return connections.map { $0.json(in: now, budgets: budgets) }
    }

    private func shown(_ connection: Connection) async -> CanonicalValue {
        await shown([connection]).first ?? json(connection)
    }

    private func json(_ connection: Connection) -> CanonicalValue {
        connection.json(in: state.current)
    }

    /// Whether Checkly accepts a connection's key now.
    private func check(_ connection: Connection) async throws -> CanonicalValue {
        do {
            let accounts = try await checkly.accounts(apiKey: try apiKey(of: connection))
            return .object([
                "isAccepted": .bool(true), "accountCount": .integer(Int64(accounts.count)),
                "problem": .null,
            ])
        } catch let error as APIError {
            throw error
        } catch let error as any ExplainedError {
            return .object([
                "isAccepted": .bool(false), "accountCount": .null,
                "problem": .object([
                    "code": .text(error.code), "message": .text(error.message),
                    "hint": .text(error.hint),
                ]),
            ])
        }
    }

    private var sortedConnections: [Connection] {
        state.current.connections.values.sorted { $0.name < $1.name }
    }

    private func connection(_ call: Call) throws(APIError) -> Connection {
        try connection(try call.uuid("connectionId"))
    }

    func connection(_ id: String) throws(APIError) -> Connection {
        guard let connection = state.current.connections[id] else {
            throw APIError(CommandRefusal.unknownConnection(id: id))
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

    /// Passes Checkly's errors on to the client.
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
            var refusal = APIError.badRequest(
                "Failed to validate credentials: \(error.description)"
            )
            refusal.field = "apiKey"
            throw refusal
        }
    }

    private func createConnection(
        _ fields: NewConnection,
        _ call: Call
    ) async throws -> CanonicalValue {
        guard let name = fields.name, let apiKey = fields.apiKey else {
            throw APIError.invalid("name", message: "Required")
        }
        let description = fields.description ?? nil
        return try await perform(
            .createConnection(name: name, description: description, apiKey: apiKey),
            call
        )
    }
}
