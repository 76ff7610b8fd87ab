import AdminClient
internal import Encodings
import LiveLog
import LogIntegrity
import ArgumentParser
import ChecklySyncServer
import FoundationEssentials
internal import Settings
import SyncModel

/// The keys beside the log: counting them, destroying some, and replacing the one above them.
struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows, destroys and rotates the keys that values are sealed under.",
        discussion: "Example: checkly-sync keys shred --secret p-1/prod/app:API_KEY --dry-run",
        subcommands: [
            ListKeys.self, ShredKeys.self, RotateMasterKey.self, RotateCheckpointKey.self,
            RotateKeys.self,
        ]
    )
}

struct ListKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Counts the keys, and names the master key that wraps them.",
        discussion: "Example: checkly-sync keys list -o json"
    )

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try output.write(try await server.api().keyCounts())
    }
}

struct ShredKeys: DestructiveCommand {
    static let configuration = CommandConfiguration(
        commandName: "shred",
        abstract: "Destroys values for good; events and proofs stay as they are.",
        discussion: """
            With --older-than only values that nothing needs any more; with --secret and --sync \
            the present ones too: what is at Checkly then stays, until the secret is sent again. \
            What would go is shown, and nothing is done without a yes. A secret without any value \
            is exit 1: nothing was erased.

            Example: checkly-sync keys shred --older-than 90d --dry-run
            """
    )

    @Option(help: "Every value of one secret: PROJECT/ENVIRONMENT/PATH:KEY.")
    var secret: String?
    @Option(help: "Every value that a sync, by name or id, desires.")
    var sync: String?
    @Option(help: "Superseded values older than this, such as 90d or 12h.")
    var olderThan: String?
    @Flag(help: "List what would be destroyed, and destroy nothing.")
    var dryRun = false
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard [secret, sync, olderThan].compactMap(\.self).count == 1 else {
            throw ValidationError("Give one of --secret, --sync and --older-than.")
        }
    }

    func run() async throws {
        let api = try server.api()
        if dryRun || !confirmation.yes {
            let found = try await shred(api, dryRun: true)
            if dryRun { return try show(found) }
            if found["values"]?.integer != 0 {
                try confirmation.confirm(lines(of: found), "Destroy \(count(found)) for good")
            }
        }
        try show(try await shred(api, dryRun: false))
    }

    /// A count such as "2 values of 1 secret".
    private func count(_ found: JSONValue) -> String {
        let (values, secrets) = (found["values"]?.integer ?? 0, found["secretCount"]?.integer ?? 0)
        return "\(counted(values, "value")) of \(counted(secrets, "secret"))"
    }

    private func show(_ shredded: JSONValue) throws {
        if output.format == .table {
            let columns = [
                Column("PROJECT", "projectId"), Column("ENVIRONMENT", "environment"),
                Column("PATH", "secretPath"), Column("KEY", "key"), Column("SOURCE", "source"),
                Column("VALUES", "values"),
            ]
            try output.write(shredded["secrets"]?.array ?? [], columns: columns)
        } else {
            try output.write(shredded)
        }
        let isDry = shredded["dryRun"]?.bool == true
        printError(
            isDry ? "\(count(shredded)) would be destroyed." : "\(count(shredded)) destroyed."
        )
    }

    /// What would be destroyed, one line per secret.
    private func lines(of found: JSONValue) -> [String] {
        (found["secrets"]?.array ?? [])
            .map { secret in
                let count = secret["values"]?.integer ?? 0
                let path = secret["secretPath"]?.cell ?? "/"
                return "\(secret["projectId"]?.cell ?? "–")/\(secret["environment"]?.cell ?? "–")"
                    + (path == "/" ? "" : path)
                    + ":\(secret["key"]?.cell ?? "–") from \(secret["source"]?.cell ?? "–"), "
                    + counted(count, "value")
            }
    }

    private func shred(_ api: AdminAPI, dryRun: Bool) async throws -> JSONValue {
        let shredded = try await api.shred(
            .object([
                "secret": .optional(secret), "sync": .optional(sync),
                "olderThan": .optional(olderThan), "dryRun": .bool(dryRun),
            ])
        )
        if let secret, shredded["values"]?.integer == 0 { throw CommandError.noValue(of: secret) }
        return shredded
    }
}

struct RotateMasterKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-master",
        abstract: "Puts every key of a running server under a new master key.",
        discussion: """
            Deliveries and pushes go on meanwhile. The new key is made and takes the place of \
            master.key. Where the master key is kept elsewhere, the new one is that of the \
            server's setting CHECKLY_SYNC_NEW_MASTER_KEY; put it in the place of the old one \
            when this is done. Backups that were made before need the old key: keep a copy of it \
            as long as you keep them.

            Example: checkly-sync keys rotate-master
            """
    )

    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        try confirmation.confirm(
            ["the master key; backups of before need a copy of the present one"],
            "Replace the master key"
        )
        try output.write(try await api.rotateMasterKey())
    }
}

struct RotateCheckpointKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-checkpoint",
        abstract: "Lets a new key sign the checkpoints of a running server.",
        discussion: """
            The old public key stays in the log, and verifies what it signed. Hand the new one out \
            to whoever verifies checkpoints elsewhere, such as a witness.

            Example: checkly-sync keys rotate-checkpoint
            """
    )

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try output.write(try await server.api().rotateCheckpointKey())
    }
}

struct RotateKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Puts every key of a stopped server under a new master key.",
        discussion: """
            The new key is made and takes the place of master.key. Where the master key is kept \
            elsewhere, the new one is that of CHECKLY_SYNC_NEW_MASTER_KEY or \
            --new-master-key-file. Cut off at any point, it can be run again. Backups that were \
            made before need the old key: keep a copy of it as long as you keep them.

            Example: checkly-sync keys rotate --data ./data
            """
    )

    @Flag(help: "Rotate the key that signs checkpoints instead.")
    var checkpoint = false
    @Option(help: "A file with the new master key: the base64 of 32 bytes.", completion: .file())
    var newMasterKeyFile: String?
    @OptionGroup var directory: AuditedDirectory
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let given = try GivenMasterKey.inEnvironment()
        let allowsGroup = Setting.allowGroupAccess.setting.variable == "true"
        if checkpoint {
            let key = try await CheckpointKeyRotation.run(
                dataDirectory: directory.path,
                masterKey: given,
                allowsGroup: allowsGroup,
                now: { .now }
            )
            return try output.write(.object([.init(name: "publicKey", value: .string(key))]))
        }
        let new =
            try newMasterKeyFile.map(LocalFile.line)
            ?? GivenMasterKey.newInEnvironment()?.reveal()
        let rotation = try await MasterKeyRotation.run(
            dataDirectory: directory.path,
            given: given,
            newKey: new.map { SecretValue($0) },
            allowsGroup: allowsGroup,
            now: { .now }
        )
        try output.write(
            .object([
                .init(name: "masterKeyId", value: .string(rotation.keyID)),
                .init(name: "keys", value: .number("\(rotation.keyCount)")),
            ])
        )
    }
}
