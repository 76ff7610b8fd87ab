import AdminClient
internal import Encodings
import APIContract
import ArgumentParser
import SyncModel

/// The account or check group that a sync writes to.
struct DestinationOptions: ParsableArguments {
    @Option(help: .creating(Fields.destination, "accountId"), completion: .accountIDs)
    var account: String?
    @Option(help: .creating(Fields.destination, "accountName"))
    var accountName: String?
    @Option(help: .creating(Fields.destination, "groupId"), completion: .groupIDs)
    var group: String?
    @Option(help: .creating(Fields.destination, "groupName"))
    var groupName: String?
    @Flag(help: "The account's own variables, and no question about a group.")
    var noGroup = false

    func validate() throws {
        if group != nil, noGroup { throw ValidationError("Give --group or --no-group, not both.") }
    }

    var isGiven: Bool { account != nil || group != nil || noGroup }

    /// The destination; what is missing is chosen from lists if somebody is there to choose.
    ///
    /// - Throws: `CommandError.noChoice` if an account is missing and nobody chooses one, and
    ///   `AdminClientError`.
    func choose(
        _ api: AdminAPI,
        connectionID: String,
        terminal: Terminal = .current
    ) async throws -> ChosenDestination {
        let chosen = try await chooseAccount(api, connectionID, terminal)
        let group = try await chooseGroup(api, connectionID, chosen.value, terminal)
        return ChosenDestination(
            accountID: chosen.value,
            accountName: accountName ?? chosen.label,
            groupID: group?.value,
            groupName: groupName ?? group.flatMap { $0.label == "" ? nil : $0.label }
        )
    }

    private func chooseAccount(
        _ api: AdminAPI,
        _ connectionID: String,
        _ terminal: Terminal
    ) async throws -> Picker.Choice {
        if let account { return Picker.Choice(label: account, value: account) }
        guard terminal.isInteractive else {
            throw CommandError.noChoice(what: "Account", flag: "--account")
        }
        let accounts = try await api.accounts(of: connectionID)
        return try Picker(what: "Account", flag: "--account", choices: accounts.map(Self.choice))
            .choose(terminal)
    }

    private func chooseGroup(
        _ api: AdminAPI,
        _ connectionID: String,
        _ account: String,
        _ terminal: Terminal
    ) async throws -> Picker.Choice? {
        if let group { return Picker.Choice(label: "", value: group) }
        if noGroup || !terminal.isInteractive { return nil }
        let groups = try await api.groups(of: connectionID, account: account)
        if groups.isEmpty { return nil }
        let none = Picker.Choice(label: "no group: the account's own variables", value: "")
        let chosen = try Picker(
            what: "Group",
            flag: "--group or --no-group",
            choices: [none] + groups.map(Self.choice)
        )
        .choose(terminal)
        return chosen.value.isEmpty ? nil : chosen
    }

    private static func choice(_ shown: JSONValue) -> Picker.Choice {
        let id = shown["id"]?.cell ?? ""
        return Picker.Choice(label: shown["name"]?.cell ?? id, value: id)
    }
}
