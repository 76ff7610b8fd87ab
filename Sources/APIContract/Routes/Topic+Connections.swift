internal import Encodings
internal import SyncModel

extension Topic {
    private static let base = "/api/v1/app-connections"
    private static let own = base + "/checkly"

    /// Rights to use Checkly accounts.
    static let connections = Topic(
        name: "Connections",
        description: "API keys of Checkly, with names. A key is tried before it is kept.",
        schemas: [
            "Connection": connection,
            "ConnectionReference": .object([
                "app": .constant("checkly"), "name": .text, "id": .uuid,
            ]),
            "NewConnection": .object(
                [
                    "name": .slug(64), "method": .constant("api-key"),
                    "credentials": .named("ConnectionCredentials"),
                ],
                optional: description
            ),
            "ConnectionChange": .object(
                [:],
                optional: [
                    "name": .slug(64), "credentials": .named("ConnectionCredentials"),
                    "description": .text(0...256).orNull,
                ]
            ),
            "ConnectionCredentials": .object(["apiKey": .text(1...255)]),
            "ConnectionAnswer": .object(["appConnection": .named("Connection")]),
        ],
        operations: listing + single + pickers
    )

    private static let description: KeyValuePairs<String, Schema> = [
        "description": .text(0...256).orNull
    ]

    private static let connection = Schema.object([
        "id": .uuid, "name": .slug(64), "description": .text.orNull,
        "version": .integer(in: 1...Int64.max), "orgId": .uuid, "createdAt": .time,
        "updatedAt": .time, "isPlatformManagedCredentials": .boolean, "gatewayId": .null,
        "projectId": .null, "app": .constant("checkly"), "method": .constant("api-key"),
        "credentials": .anyObject.described("Always empty: a key is never shown."),
    ])

    private static let listing = [
        Operation(
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
        ),
        list(base, "listAllConnections", of: .named("Connection")),
        list(own, "listConnections", of: .named("Connection")),
        list(own + "/available", "listAvailableConnections", of: .named("ConnectionReference")),
    ]

    private static func list(_ path: String, _ id: String, of element: Schema) -> Operation {
        Operation(
            .get,
            path,
            id,
            "List connections",
            answer: .json(.object(["appConnections": .list(of: element)]))
        )
    }

    private static let one = Operation.Answer.json(.named("ConnectionAnswer"))

    private static let single = [
        Operation(
            .post,
            own,
            "createConnection",
            "Create a connection",
            body: .named("NewConnection"),
            answer: one
        ),
        Operation(.get, own + "/:connectionId", "getConnection", "Show a connection", answer: one),
        Operation(
            .get,
            own + "/connection-name/:connectionName",
            "getConnectionByName",
            "Show a connection by its name",
            answer: one
        ),
        Operation(
            .patch,
            own + "/:connectionId",
            "updateConnection",
            "Change a connection",
            body: .named("ConnectionChange"),
            answer: one
        ),
        Operation(
            .delete,
            own + "/:connectionId",
            "deleteConnection",
            "Delete a connection that no sync uses",
            answer: one,
            refusals: [.badRequest]
        ),
    ]

    private static let pickers = [
        Operation(
            .get,
            own + "/:connectionId/accounts",
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
        ),
        Operation(
            .get,
            own + "/:connectionId/accounts/:accountId/groups",
            "listGroups",
            "List an account's check groups",
            answer: .json(
                .object(["groups": .list(of: .object(["id": .text, "name": .text]))])
            ),
            refusals: [.badRequest]
        ),
        Operation(
            .post,
            own + "/:connectionId/compare-secrets",
            "compareAPIKey",
            "Say whether a text is the connection's API key",
            body: .object([:], optional: ["apiKey": .text]),
            answer: .json(.object(["apiKey": .boolean]))
        ),
    ]
}
