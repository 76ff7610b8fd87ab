import AdminClient
internal import Encodings
import SyncModel

/// The account or check group that a new sync writes to.
struct ChosenDestination: Equatable {
    let accountID: String
    let accountName: String
    let groupID: String?
    let groupName: String?

    var canonical: CanonicalValue {
        .object([
            "accountId": .text(accountID), "accountName": .text(accountName),
            "groupId": .optional(groupID), "groupName": .optional(groupName),
        ])
    }
}

extension AdminAPI {
    /// Refuses an account or group that a connection's key cannot access.
    ///
    /// If Checkly does not say what there is, that is reported, and nothing is refused.
    func checkDestination(
        connection: (id: String, name: String),
        account: String,
        group: String?
    ) async throws(CommandError) {
        guard
            let accounts = await shown({ () throws(AdminClientError) in
                try await self.accounts(of: connection.id)
            })
        else { return }
        let ids = accounts.compactMap { $0["id"]?.cell.asAccountID }
        guard ids.contains(account.asAccountID) else {
            throw .noDestination(kind: "account", id: account, connection: connection.name)
        }
        guard let group else { return }
        guard
            let groups = await shown({ () throws(AdminClientError) in
                try await self.groups(of: connection.id, account: account)
            })
        else { return }
        guard groups.contains(where: { $0["id"]?.cell == group }) else {
            let place = connection.name + " " + account
            throw .noDestination(kind: "group", id: group, connection: place)
        }
    }

    private func shown(
        _ list: () async throws(AdminClientError) -> [JSONValue]
    ) async -> [JSONValue]? {
        do throws(AdminClientError) {
            return try await list()
        } catch {
            printError("The destination could not be checked: \(error.message)")
            return nil
        }
    }
}

/// Reports which other syncs may write the same keys, as named in the response to a new sync.
func printOverlaps(_ answer: JSONValue, of name: String) {
    for other in answer["overlappingSyncs"]?.array ?? [] {
        let schema = other["keySchema"]?.string.map { " as \($0)" } ?? ""
        printError(
            "\(name) may write the same keys as sync \(other["name"]?.cell ?? "–") of project "
                + "\(other["projectId"]?.cell ?? "–")\(schema); the first to write a key owns it."
        )
    }
}
