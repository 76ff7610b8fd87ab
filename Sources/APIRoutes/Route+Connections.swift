internal import APIContract

extension Route {
    private static let base = "/api/v1/app-connections"
    private static let own = base + "/checkly"
    private static let one = Answer.json(.named("ConnectionAnswer"))
    private static let connection = own + "/:connectionId"

    private static func list(_ path: String, _ id: String, of element: Schema) -> Route {
        Route(
            .get,
            path,
            id,
            "List connections",
            answer: .json(.object(["appConnections": .list(of: element)]))
        )
    }

    package static let listConnectionOptions = Route(
        .get,
        base + "/options",
        "listConnectionOptions",
        "List what can be connected to",
        answer: .json(
            .object([
                "appConnectionOptions": .list(
                    of: .object([
                        "name": .text, "app": .text, "methods": .list(of: .text),
                    ])
                )
            ])
        )
    )

    package static let checkConnection = Route(
        .post,
        connection + "/check",
        "checkConnection",
        "Ask Checkly whether it accepts the API key",
        description: "Nothing is changed or recorded, and no push begins.",
        answer: .json(
            .object([
                "isAccepted": .boolean,
                "accountCount": .integer(in: 0...Int64.max).orNull,
                "problem": .object(["code": .text, "message": .text, "hint": .text]).orNull,
            ])
        ),
        refusals: [.badRequest],
        effect: .reads
    )

    /// To whatever they are.
    package static let listAllConnections = list(
        base,
        "listAllConnections",
        of: .named("Connection")
    )

    /// Those to Checkly.
    package static let listConnections = list(own, "listConnections", of: .named("Connection"))

    /// As a sync refers to them.
    package static let listAvailableConnections = list(
        own + "/available",
        "listAvailableConnections",
        of: .named("ConnectionReference")
    )

    package static let createConnection = Route(
        .post,
        own,
        "createConnection",
        "Create a connection",
        body: .named("NewConnection"),
        answer: one
    )

    package static let getConnection = Route(
        .get,
        connection,
        "getConnection",
        "Show a connection",
        answer: one
    )

    package static let getConnectionByName = Route(
        .get,
        own + "/connection-name/:connectionName",
        "getConnectionByName",
        "Show a connection by its name",
        answer: one
    )

    package static let updateConnection = Route(
        .patch,
        connection,
        "updateConnection",
        "Change a connection",
        body: .named("ConnectionChange"),
        answer: one
    )

    package static let deleteConnection = Route(
        .delete,
        connection,
        "deleteConnection",
        "Delete a connection that no sync uses",
        answer: one,
        refusals: [.badRequest]
    )

    package static let listAccounts = Route(
        .get,
        connection + "/accounts",
        "listAccounts",
        "List the accounts a connection can see",
        answer: .json(
            .object([
                "accounts": .list(
                    of: .object(["id": .text, "name": .text, "runtimeId": .text.orNull])
                )
            ])
        ),
        refusals: [.badRequest]
    )

    package static let listGroups = Route(
        .get,
        connection + "/accounts/:accountId/groups",
        "listGroups",
        "List an account's check groups",
        answer: .json(
            .object(["groups": .list(of: .object(["id": .text, "name": .text]))])
        ),
        refusals: [.badRequest]
    )

    package static let compareAPIKey = Route(
        .post,
        connection + "/compare-secrets",
        "compareAPIKey",
        "Say whether a text is the connection's API key",
        body: GivenAPIKey.resource.schema(),
        answer: .json(.object(["apiKey": .boolean])),
        effect: .reads
    )
}
