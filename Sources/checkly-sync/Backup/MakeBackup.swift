internal import Encodings
import LogIntegrity
import ArgumentParser
import ChecklySyncServer
internal import Settings
import SyncModel

struct MakeBackup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies the log, even of a running server, and reads the whole copy.",
        discussion: """
            The copy has no keys unless --with-keys is given: keep the master key elsewhere, since \
            without it no value in the log can be opened, and with it every one can.

            Example: checkly-sync backup /var/backups/checkly-sync-2026-11-24 --data ./data
            """
    )

    @Argument(help: "The directory of the backup; it is created.")
    var directory: String
    @Option(help: "The data directory. (default: CHECKLY_SYNC_DATA or ./data)")
    var data: String?
    @Flag(help: "Copy master.key, checkpoint.key and admin.token too.")
    var withKeys = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let progress = ProgressLine("Read")
        let backup = try await Backup.make(
            of: Setting.dataDirectory(data),
            in: directory,
            includingKeys: withKeys,
            onProgress: { progress.show($0) }
        )
        progress.end()
        try output.write(backup.json)
        if !withKeys {
            printError("The keys are not in it; keep master.key in another safe place.")
        }
    }
}

struct RestoreBackup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Makes a data directory of a backup, unless the backup does not verify.",
        discussion: """
            Every event is read against its leaf, and the file compared with backup.json, before \
            anything is written; a server must not run on the directory. Where the backup has \
            no keys, put master.key into the directory before the server starts. It starts held: \
            nothing is written to Checkly until `checkly-sync release`.

            Example: checkly-sync restore /var/backups/checkly-sync-2026-11-24 --data ./data
            """
    )

    @Argument(help: "The directory of the backup.")
    var backup: String
    @Option(help: "The new data directory; it must not contain a log yet.")
    var data: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let progress = ProgressLine("Read")
        let restored = try await Backup.restore(
            backup,
            to: data,
            onProgress: { progress.show($0) }
        )
        progress.end()
        try output.write(restored.json)
        printError("It starts held: nothing is written to Checkly until checkly-sync release.")
        if !restored.isComparedWithManifest {
            printError("There was no backup.json: every event was checked, and not every byte.")
        }
    }
}

extension Backup {
    fileprivate var json: JSONValue {
        .object([
            JSONValue.Member(name: "events", value: .number("\(eventCount)")),
            JSONValue.Member(name: "stateHash", value: .string(stateHash)),
        ])
    }
}
