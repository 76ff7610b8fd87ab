internal import APIContract
internal import Commands

extension Topic {
    /// Access to Checkly accounts.
    static let connections = Topic(
        name: "Connections",
        description: "API keys of Checkly, with names. A key is tested before it is stored.",
        schemas: [
            "Connection": connection,
            "ConnectionReference": .object([
                "app": .constant("checkly"), "name": .text, "id": .uuid,
            ]),
            "NewConnection": NewConnection.resource.schema(),
            "ConnectionChange": NewConnection.resource.schema(for: .change),
            "ConnectionCredentials": NewConnection.credentials.schema(),
            "ConnectionAnswer": .object(["appConnection": .named("Connection")]),
        ],
        routes: [
            .listConnectionOptions,
            .listAllConnections,
            .listConnections,
            .listAvailableConnections,
            .createConnection,
            .getConnection,
            .getConnectionByName,
            .updateConnection,
            .deleteConnection,
            .listAccounts,
            .listGroups,
            .checkConnection,
            .compareAPIKey,
        ]
    )

    private static let connection = Schema.object([
        "id": .uuid, "name": .slug(64), "description": .text.orNull,
        "version": .integer(in: 1...Int64.max), "orgId": .uuid, "createdAt": .time,
        "updatedAt": .time, "isPlatformManagedCredentials": .boolean, "gatewayId": .null,
        "projectId": .null, "app": .constant("checkly"), "method": .constant("api-key"),
        "credentials": .anyObject.described("Always empty: a key is never shown."),
        "isRefused": .boolean.described("Whether Checkly refused the key when it was last used."),
        "syncs": .list(of: .object(["id": .uuid, "name": .text]))
            .described("Those that push through it."),
        "accounts":
            .list(
                of: .object(
                    ["id": .text, "name": .text.orNull],
                    optional: [
                        "budget":
                            .object([
                                "limit": .integer(in: 0...Int64.max)
                                    .described("Requests in a minute."),
                                "left": .integer(in: 0...Int64.max)
                                    .described("Requests that may begin now."),
                            ])
                            .described("Where connections are read, not where one is changed.")
                    ]
                )
            )
            .described("Those that its syncs push to."),
    ])
}
