internal import Encodings
import LiveLog
import ArgumentParser
import ChecklySyncServer
internal import Settings
import SyncModel

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks for what would keep the server from working.",
        discussion: """
            Looks at the running server, its settings, files, clock and the way to Checkly, and at \
            each of its sources, connections and syncs. Where no server answers, it looks at the \
            settings given here. Each line says ok, skipped, notice or problem, and what to do. \
            Exit 2 when there is a problem; a log whose server does not run is one.

            Example: checkly-sync doctor --data /var/lib/checkly-sync
            Example: checkly-sync doctor --context prod
            """
    )

    @Option(
        help: """
            Where the server's admin API listens. (default: as the context or the settings say)
            """
    )
    var server: String?
    @OptionGroup var naming: ContextOptions
    @OptionGroup var trust: TrustOptions
    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions

    /// What says which server is meant, apart from contexts.
    private var place: [(name: String, value: String?)] {
        [("--server", server)] + settings.place
    }

    func validate() throws { try naming.refuse(beside: place) }

    func run() async throws {
        let context = try naming.context(hasPlace: place.contains { $0.value != nil })
        var told = try settings.load()
        if let context {
            let token = try context.tokenFile.map { path throws(CommandError) in
                try LocalFile.token(path)
            }
            told.adminToken = token.map { SecretValue($0) }
            told.dataDirectory = context.data ?? told.dataDirectory
        }
        let trusted = trust.file(of: context)
        let running = await RunningServer.find(
            by: told,
            at: server ?? context?.server,
            knowingFiles: context == nil || context?.data != nil,
            trusting: trusted
        )
        let settings = running.settings
        var findings: [Finding] = [.ok("settings", running.settingsMessage)]
        if running.isHere {
            findings += Examination.files(of: settings)
            findings.append(running.masterKey)
            findings.append(Examination.database(of: settings))
            findings += Examination.secrets(of: settings, now: .now)
        } else {
            findings.append(running.absence)
        }
        findings += [Examination.clock(), await Examination.checkly(at: settings.checklyURL)]
        if let publicURL = told.publicURL ?? settings.publicURL {
            findings += await PublicSide(publicURL, trusting: trusted).findings(of: running)
        }
        findings += await ServerExamination.findings(of: running)
        let columns = [
            Column("CHECK", "check"), Column("RESULT", "result"), Column("WHAT", "message"),
            Column("TO DO", "hint"),
        ]
        try output.write(findings.map(\.json), columns: columns)
        if findings.contains(where: \.isProblem) { throw ExitCode.actionNeeded }
    }
}
