internal import APIRoutes
internal import Encodings
internal import Pages

/// `/connections`: the API keys that reach Checkly.
enum ConnectionPages {
    static let crumb = PageValue.link(
        PageSection.connections.title,
        PageSection.connections.path
    )
    static func list(_ request: PageRequest) async throws(APIError) -> Page {
        let connections =
            try await request.ask(.listConnections)["appConnections"]?.array ?? []
        let syncs = try await request.ask(.listSyncSummaries, query: ["limit": "1"])
        let counts = syncs["facets"]?["connectionId"]?.array ?? []
        let mayAdd = request.mayUse(.createConnection)
        return .document(
            Page.Document(
                template: "connections",
                heading: "Connections",
                section: .connections,
                values: .members([
                    "notice": request.notice?.value,
                    "actions": .list(
                        mayAdd
                            ? [
                                .object([
                                    "text": "Add a connection", "href": "/connections/new",
                                    "isPrimary": true,
                                ])
                            ] : []
                    ),
                    "rows": .list(connections.map { row($0, counts) }),
                    "empty": connections.isEmpty
                        ? .members([
                            "title": "No connection",
                            "text": "Nothing can be written to Checkly yet.",
                            "action": mayAdd
                                ? .link("Add a connection", "/connections/new") : nil,
                        ]) : nil,
                ])
            )
        )
    }

    private static func row(_ connection: JSONValue, _ counts: [JSONValue]) -> PageValue {
        let id = connection["id"]?.string ?? ""
        let count = counts.first { $0["value"]?.isText(id) == true }?["count"]?.integer ?? 0
        let syncs = PageRequest.href(PageSection.syncs.path, ["connectionId": id])
        return .members([
            "id": .text(id), "version": .text(Fragments.version(of: connection)),
            "href": .text(PagePath.connection(id)), "name": .text(connection["name"]?.string ?? ""),
            "mark": mark(connection)?.value,
            "about": .optional(connection["description"]?.string),
            "syncs": count > 0
                ? .link(count == 1 ? "1 sync" : "\(count) syncs", syncs) : nil,
            "accounts": .list(accounts(of: connection).map(PageValue.text)),
        ])
    }

    /// The maximum number of syncs that are shown of a connection.
    private static let userLimit = 20

    /// Whether Checkly took the key when it was last used; nil if it was not used.
    private static func mark(_ connection: JSONValue) -> Badge? {
        if connection["isRefused"]?.bool == true { return Badge(.bad, "Refused") }
        return connection["accounts"]?.array?.isEmpty == false ? Badge(.good, "Accepted") : nil
    }

    /// The accounts that its syncs push to.
    private static func accounts(of connection: JSONValue) -> [String] {
        (connection["accounts"]?.array ?? [])
            .compactMap { $0["name"]?.string ?? $0["id"]?.string }
    }

    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        try await page(request, check: nil)
    }

    /// Asks Checkly whether it accepts the key, and shows what it says.
    static func check(_ request: PageRequest) async throws(APIError) -> Page {
        let id = request.parameter("id")
        do throws(APIError) {
            let answer = try await request.ask(.listAccounts, [id])
            let names = (answer["accounts"]?.array ?? []).compactMap { $0["name"]?.string }
            return try await page(request, check: .success(names))
        } catch {
            guard error.isAboutForm else { throw error }
            return try await page(request, check: .failure(error))
        }
    }

    private static func page(
        _ request: PageRequest,
        check: Result<[String], APIError>?
    ) async throws(APIError) -> Page {
        let id = request.parameter("id")
        guard let connection = try await request.ask(.getConnection, [id])["appConnection"] else {
            throw .notFound("There is no such connection")
        }
        let users = try await users(of: id, request)
        var accepted: String?
        var refused: PageValue?
        switch check {
        case .success(let accounts)?:
            accepted =
                "Checkly accepts the API key; it reaches \(accounts.joined(separator: ", "))."
        case .failure(let error)?: refused = Failure(error).value
        case nil:
            if connection["isRefused"]?.bool == true {
                refused =
                    Failure(
                        "Checkly does not accept the API key. (Replace it with a valid one.)"
                    )
                    .value
            }
        }
        return .document(
            Page.Document(
                template: "connection",
                heading: connection["name"]?.string ?? "",
                subject: "Connection",
                section: .connections,
                breadcrumbs: [crumb],
                regions: ["head": "live-head", "use": "connection-use"],
                values: .members([
                    "notice": request.notice?.value,
                    "badges": .list([mark(connection)?.value].compactMap(\.self)),
                    "sentence": .optional(accepted), "problem": refused,
                    "check": request.mayUse(.listAccounts)
                        ? .link("Check the key at Checkly", "\(PagePath.connection(id))/check")
                        : nil,
                    "actions": .list(actions(id, request)),
                    "sections": .list([
                        .object(["heading": "Details", "rows": .list(details(connection, request))])
                    ]),
                    "users": users.shown.isEmpty
                        ? nil
                        : .members([
                            "rows": .list(users.shown.map { user($0, request) }),
                            "all": users.count > users.shown.count
                                ? .link(
                                    "All \(users.count) syncs",
                                    PageRequest.href(
                                        PageSection.syncs.path,
                                        ["connectionId": id]
                                    )
                                ) : nil,
                        ]),
                ])
            )
        )
    }

    /// The syncs that use a connection, the first of them, and how many there are.
    static func users(
        of id: String,
        _ request: PageRequest
    ) async throws(APIError) -> (shown: [JSONValue], count: Int64) {
        let query = ["connectionId": id, "limit": String(userLimit)]
        let answer = try await request.ask(.listSyncSummaries, query: query)
        return (answer["syncs"]?.array ?? [], answer["matching"]?.integer ?? 0)
    }

    private static func actions(_ id: String, _ request: PageRequest) -> [PageValue] {
        var actions: [PageValue] = []
        if request.mayUse(.updateConnection) {
            actions.append(.link("Replace the key…", "\(PagePath.connection(id))/key"))
            actions.append(.link("Edit…", "\(PagePath.connection(id))/edit"))
        }
        if request.mayUse(.deleteConnection) {
            actions.append(.link("Delete…", "\(PagePath.connection(id))/delete"))
        }
        return actions
    }

    private static func details(
        _ connection: JSONValue,
        _ request: PageRequest
    ) -> [PageValue] {
        [
            .object(["label": "Name", "value": .text(connection["name"]?.string ?? "")]),
            .object([
                "label": "Description",
                "value": .text(connection["description"]?.string ?? "none"),
            ]),
            .object([
                "label": "Id", "value": .text(connection["id"]?.string ?? ""), "isMono": true,
            ]),
            .object([
                "label": "Accounts",
                "value": .text(
                    accounts(of: connection).isEmpty
                        ? "none yet" : accounts(of: connection).joined(separator: ", ")
                ),
            ]),
            .members([
                "label": "Changed", "when": request.times.value(connection["updatedAt"]?.string),
            ]),
        ]
    }

    private static func user(_ sync: JSONValue, _ request: PageRequest) -> PageValue {
        let destination = sync["destinationConfig"]
        return .object([
            "name": .text(sync["name"]?.string ?? ""),
            "href": .text(PagePath.sync(sync["id"]?.string ?? "")),
            "place": .text(SyncValues.place(sync)),
            "destination": .text(
                destination?["accountName"]?.string ?? destination?["accountId"]?.string ?? ""
            ),
            "mark": Badge.ofSync(sync, request.times).value,
        ])
    }
}
