import AdminClient
internal import Encodings
import ArgumentParser
import SyncModel

struct Apply: DestructiveCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes a server match a file, or carries out one plan.",
        discussion: """
            With -f FILE: reads sources, connections and syncs from a YAML file, checks all of it, \
            shows what differs from the running server and changes that, and nothing else. What \
            the file does not list stays, unless --prune is given. Secrets stand in the file as \
            env:NAME or file:PATH only. Where something goes by that, as by --prune or another key \
            schema, nothing is done without a yes. With --dry-run nothing is changed, and the \
            exit code is 2 when something would be.

            Example: checkly-sync apply -f checkly-sync.yaml --dry-run

            With a plan's id: carries out that plan exactly as `plan` showed it, or nothing when \
            the source or Checkly has changed since. A plan as of a moment also holds the sync \
            there until `syncs unpin`.

            Example: checkly-sync apply PLAN_ID
            """
    )

    @Argument(help: "The id that `plan` showed.")
    var planID: String?
    @Option(name: [.short, .long], help: "A declaration file.", completion: .file())
    var file: String?
    @Flag(help: "Show what would change, and change nothing.")
    var dryRun = false
    @Flag(help: "Delete what the file does not list: syncs, then connections, then sources.")
    var prune = false
    @Flag(help: "Accept signing secrets with guessable keys of less than 16 bytes.")
    var weakSecret = false
    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if (planID == nil) == (file == nil) {
            throw ValidationError("Give a plan's id, or a file with -f.")
        }
        if planID != nil, dryRun || prune {
            throw ValidationError("--dry-run and --prune are for files.")
        }
    }

    func run() async throws {
        let api = try server.api()
        if let planID { return try await carryOut(planID, api) }
        let applying = try await FileApplying(
            path: file ?? "",
            prunes: prune,
            allowsWeakSecrets: weakSecret,
            api: api
        )
        let report = ConfigurationReport(changes: applying.changes, format: output)
        if dryRun {
            try report.printChanges()
            try report.printEnd(failures: nil)
            if applying.hasChanges { throw ExitCode.actionNeeded }
            return
        }
        try report.printChanges()
        let losses = try await applying.losses()
        if !losses.isEmpty {
            try confirmation.confirm(losses, "Make the server what \(file ?? "the file") says")
        }
        let failures = await applying.run()
        try report.printEnd(failures: failures)
        if !failures.isEmpty { throw CommandError.incomplete(failures: failures.count) }
    }

    private func carryOut(_ planID: String, _ api: AdminAPI) async throws {
        // A plan's id starts with that of its sync.
        guard let hyphen = planID.lastIndex(of: "-") else {
            throw ValidationError("A plan's id looks like SYNC_ID-HASH; `plan` shows it.")
        }
        let id = String(planID[..<hyphen])
        let sync = try await api.applyPlan(id: planID, ofSync: id)
        try output.write(sync, as: .sync)
        if sync["syncStatus"]?.string == "failed" {
            throw CommandError.pushFailed(
                sync: sync["name"]?.string ?? "",
                message: sync["lastSyncMessage"]?.string ?? "no reason given"
            )
        }
        await RunSummary.tell(api, syncID: id, name: sync["name"]?.string ?? id)
    }
}
