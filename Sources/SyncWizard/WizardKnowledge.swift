internal import APIRoutes
internal import Encodings
internal import Pages

/// What a step of the wizard can offer: what is known here, and what Checkly lists.
struct WizardKnowledge: Sendable {
    private(set) var sources: [JSONValue] = []
    private(set) var folders: [JSONValue] = []
    private(set) var connections: [JSONValue] = []
    private(set) var accounts: [JSONValue] = []
    private(set) var groups: [JSONValue] = []
    /// What is known of the draft's folder: its keys, the first of them; nil if it names none.
    private(set) var content: JSONValue?
    /// What the first push would do; nil unless the reader asked.
    private(set) var outlook: WizardOutlook?
    /// Why Checkly does not list accounts or groups; nil if it does.
    private(set) var refusal: Failure?
    /// What the step should say that is no error.
    private(set) var notices: [PageValue] = []

    /// Looks up what the step of a wizard needs.
    init(_ wizard: Wizard) async throws(APIError) {
        let request = wizard.request
        switch wizard.step {
        case .source:
            sources = try await request.ask(.listSources)["webhookSources"]?.array ?? []
            folders = try await request.ask(.listFolders)["folders"]?.array ?? []
        case .destination:
            connections = try await Self.connections(request)
            await look(wizard)
            notices = try await Self.overlaps(wizard)
        case .options:
            content = try await Self.content(wizard)
            notices = try await Self.overlaps(wizard)
            if wizard.isLooking { outlook = await WizardOutlook(wizard) }
        case .details: break
        case .review:
            connections = try await Self.connections(request)
            notices = try await Self.overlaps(wizard)
        }
    }

    /// The maximum number of other syncs that are named.
    private static let overlapLimit = 3

    private static func connections(
        _ request: PageRequest
    ) async throws(APIError) -> [JSONValue] {
        try await request.ask(.listConnections)["appConnections"]?.array ?? []
    }

    /// The keys of the draft's folder, with those that it imports.
    private static func content(_ wizard: Wizard) async throws(APIError) -> JSONValue {
        let fields: [SyncField] = [.projectId, .environment, .secretPath]
        var query = ["limit": "8"]
        for field in fields { query[field.rawValue] = wizard.draft[field] }
        query["source"] = wizard.draft[.sourceName]
        return try await wizard.request.ask(.listFolderKeys, query: query)
    }

    /// Asks Checkly for the accounts of the connection and the groups of the account.
    private mutating func look(_ wizard: Wizard) async {
        guard let connection = wizard.draft[.connectionId],
            connections.contains(where: { $0["id"]?.isText(connection) == true })
        else { return }
        let request = wizard.request
        do throws(APIError) {
            accounts = try await request.ask(.listAccounts, [connection])["accounts"]?.array ?? []
            guard let account = wizard.draft[.accountId] ?? onlyAccount,
                accounts.contains(where: { $0["id"]?.isText(account) == true })
            else { return }
            groups =
                try await request.ask(.listGroups, [connection, account])["groups"]?.array ?? []
        } catch {
            refusal = Failure(error)
        }
    }

    /// The account of a connection that reaches one only.
    var onlyAccount: String? { accounts.count == 1 ? accounts[0]["id"]?.string : nil }

    /// The name of a connection.
    func connectionName(_ id: String?) -> String? {
        guard let id else { return nil }
        return connections.first { $0["id"]?.isText(id) == true }?["name"]?.string
    }

    /// The syncs that may write the same keys, as notices.
    private static func overlaps(_ wizard: Wizard) async throws(APIError) -> [PageValue] {
        let (draft, request) = (wizard.draft, wizard.request)
        guard draft[.accountId] != nil, let project = draft[.projectId] else { return [] }
        let answer = try await request.ask(
            .checkDestination,
            sending: .members([
                "projectId": .string(project),
                "environment": draft[.environment].map(JSONValue.string),
                "destinationConfig": .members([
                    "accountId": draft[.accountId].map(JSONValue.string),
                    "groupId": draft[.groupId].map(JSONValue.string),
                ]),
                "syncOptions": .members(["keySchema": draft[.keySchema].map(JSONValue.string)]),
                "excludeSyncId": draft.syncID.map(JSONValue.string),
            ])
        )
        let others = answer["overlappingSyncs"]?.array ?? []
        let more = others.count - overlapLimit
        return others.prefix(overlapLimit)
            .map { other -> PageValue in
                let schema = other["keySchema"]?.string ?? "the names of its secrets"
                let common = (other["commonKeys"]?.array ?? []).compactMap(\.string)
                let keys = common.isEmpty ? "" : " Both want \(common.joined(separator: ", "))."
                return .object([
                    "kind": .text(Badge.Kind.warn.rawValue),
                    "text": .text(
                        "\(other["name"]?.string ?? "") writes there too, as \(schema).\(keys)"
                    ),
                    "href": .text(PagePath.sync(other["id"]?.string ?? "")),
                ])
            }
            + (more > 0
                ? [
                    .object([
                        "kind": .text(Badge.Kind.warn.rawValue),
                        "text": .text("and \(more) more write there too."),
                    ])
                ] : [])
    }

    /// What is known of a folder, from the source that the draft names or from any.
    func folder(of draft: SyncDraft) -> JSONValue? {
        folders.first { folder in
            let names: [(SyncField, String)] = [
                (.projectId, "projectId"), (.environment, "environment"),
                (.secretPath, "secretPath"),
            ]
            let isPlace = names.allSatisfy { field, name in
                folder[name]?.string == draft[field]
            }
            return isPlace
                && (draft[.sourceName] == nil
                    || folder["source"]?.string == draft[.sourceName])
        }
    }

    /// The values of a member of known folders, where earlier answers agree.
    func known(_ name: String, where draft: SyncDraft, _ earlier: [SyncField]) -> [String] {
        let matching = folders.filter { folder in
            earlier.allSatisfy { field in
                draft[field] == nil || folder[field.rawValue]?.string == draft[field]
            }
        }
        return Set(matching.compactMap { $0[name]?.string }).sorted()
    }
}
