import AdminClient
internal import Encodings
import APIContract
import ArgumentParser
import Declarations
import SyncModel

struct UpdateSync: DestructiveCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Changes a sync; options that are not given stay.",
        discussion: """
            Another key schema, folder or destination deletes the variables written so far; they \
            are shown, and nothing is done without a yes.

            Example: checkly-sync syncs update app-to-checkly --key-schema 'SHOP_{{secretKey}}' \
            --max-deletions 5
            """
    )

    @OptionGroup var sync: SyncReference
    @Option(help: .changing(Fields.sync, "name"))
    var rename: String?
    @Option(help: .changing(Fields.sync, "description"))
    var description: String?
    @Option(help: .changing(Fields.sync, "connectionId"), completion: .connectionNames)
    var connection: String?
    @OptionGroup var destination: DestinationOptions
    @Option(help: .changing(Fields.sync, "environment"))
    var environment: String?
    @Option(help: .changing(Fields.sync, "secretPath"))
    var path: String?
    @Option(help: .changing(Fields.sync, "sourceName"), completion: .sourceNames)
    var source: String?
    @OptionGroup var options: SyncOptionFlags
    @Flag(inversion: .prefixedNo, help: .changing(Fields.sync, "isAutoSyncEnabled"))
    var autoSync: Bool?
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let now = try await api.sync(id: sync.id(api))
        var connectionID: String?
        if let connection { connectionID = try await api.connectionID(connection) }
        let body = CanonicalValue.object([
            "name": .optional(rename), "description": .optional(description),
            "connectionId": .optional(connectionID), "environment": .optional(environment),
            "secretPath": .optional(path), "sourceName": .optional(source),
            "isAutoSyncEnabled": autoSync.map(CanonicalValue.bool),
            "syncOptions": options.isGiven ? options.merged(into: now["syncOptions"]) : nil,
            "destinationConfig": destination.isGiven ? changed(now["destinationConfig"]) : nil,
        ])
        guard body != .map([:]) else { throw ValidationError("Give at least one thing to change.") }
        try await checkDestination(now, connectionID, api)
        try await confirmLosses(now, api)
        let updated = try await api.updateSync(
            id: now["id"]?.string ?? "",
            body.adding(["consent": .text("required")])
        )
        try output.write(updated, as: .sync)
    }

    /// Checks that a new destination exists.
    private func checkDestination(
        _ now: JSONValue,
        _ connectionID: String?,
        _ api: AdminAPI
    ) async throws {
        guard destination.isGiven || connectionID != nil else { return }
        let changed = changed(now["destinationConfig"])
        guard case .map(let members) = changed, case .text(let account)? = members["accountId"]
        else { return }
        var group: String?
        if case .text(let id)? = members["groupId"] { group = id }
        let name = now["connection"]?["name"]?.string ?? ""
        try await api.checkDestination(
            connection: (
                connectionID ?? now["connectionId"]?.string ?? "", connection ?? name
            ),
            account: account,
            group: group
        )
    }

    /// Asks for confirmation if written variables would be left, or more would be deleted from now
    /// on.
    private func confirmLosses(_ now: JSONValue, _ api: AdminAPI) async throws {
        let current = Declaration(.sync, shown: now).values
        let fields = settings.compactMap {
            path,
            to -> (field: Change.Field, loss: SyncLoss)? in
            let from = current[path]
            let field = Change.Field(path: path, from: from, to: to)
            return SyncLoss(path: path, from: from, to: to).map { (field, $0) }
        }
        let id = now["id"]?.string ?? ""
        let losses = try await api.losses(of: "sync \(sync.name)", id: id, by: fields)
        if losses.isEmpty { return }
        try confirmation.confirm(
            losses,
            "Change sync \(sync.name), by which variables at Checkly may be deleted"
        )
    }

    /// The given settings that may delete something; null stands for no value.
    private var settings: [(path: String, to: JSONValue?)] {
        let texts: [(String, String?)] = [
            ("environment", environment), ("secretPath", path), ("sourceName", source),
            ("destinationConfig.accountId", destination.account?.asAccountID),
            ("destinationConfig.groupId", destination.noGroup ? "" : destination.group),
        ]
        return texts.compactMap { path, text in
            text.map { (path, $0.isEmpty ? nil : .string($0)) }
        }
            + options.given.map { option in
                let value = option.value.jsonValue
                let isNone = value.isNull || value == .string("")
                return ("syncOptions." + option.name, isNone ? nil : value)
            }
    }

    /// The whole destination, since the API replaces it as a whole; another account has other
    /// groups.
    private func changed(_ current: JSONValue?) -> CanonicalValue {
        let account = current?["accountId"]?.string
        let isSameAccount = destination.account == nil || destination.account == account
        let accountName = isSameAccount ? current?["accountName"]?.string : destination.account
        let keepsGroup = isSameAccount && destination.group == nil && !destination.noGroup
        return .object([
            "accountId": .optional(destination.account ?? account),
            "accountName": .optional(destination.accountName ?? accountName),
            "groupId": .optional(
                destination.group ?? (keepsGroup ? current?["groupId"]?.string : nil)
            ),
            "groupName": .optional(
                destination.groupName ?? (keepsGroup ? current?["groupName"]?.string : nil)
            ),
        ])
    }
}

struct EnableSync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "Turns a sync's auto-sync on: every change is pushed at once.",
        discussion: "Example: checkly-sync syncs enable app-to-checkly"
    )

    @OptionGroup var sync: SyncReference
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await turn(true, sync, server, output)
    }
}

struct DisableSync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Turns a sync's auto-sync off: it is pushed when asked for only.",
        discussion: "Example: checkly-sync syncs disable app-to-checkly"
    )

    @OptionGroup var sync: SyncReference
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await turn(false, sync, server, output)
    }
}

private func turn(
    _ isOn: Bool,
    _ sync: SyncReference,
    _ server: ServerOptions,
    _ output: OutputOptions
) async throws {
    let api = try server.api()
    let updated = try await api.updateSync(
        id: sync.id(api),
        .object([
            "isAutoSyncEnabled": .bool(isOn), "consent": isOn ? .text("required") : nil,
        ])
    )
    try output.write(updated, as: .sync)
}
