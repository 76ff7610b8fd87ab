import ArgumentParser
import ChecklySyncServer

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks for what would keep the server from working.",
        discussion: """
            Looks at settings, files, clock and the way to Checkly and, where a server runs, at \
            each of its sources, connections and syncs. Each line says ok, skipped, \
            notice or problem, and what to do. Exit 2 when there is a problem.

            Example: checkly-sync doctor --data /var/lib/checkly-sync
            """
    )

    @Option(help: "Where the server's admin API listens. (default: as the settings say)")
    var server: String?
    @OptionGroup var trust: TrustOptions
    @Option(help: "Where senders reach the webhook side, as https://hooks.example.com.")
    var publicURL: String?
    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let settings = try settings.load()
        let findings =
            [.ok("settings", "They can be read.")] + Examination.files(of: settings)
            + [Examination.masterKey(of: settings), Examination.database(of: settings)]
            + Examination.secrets(of: settings, now: .now)
            + [Examination.clock(), await Examination.checkly(at: settings.checklyURL)]
            + (await Examination.publicSide(at: publicURL, trusting: trust.file))
            + (await ServerExamination.findings(of: settings, at: server, trusting: trust.file))
        let columns = [
            Column("CHECK", "check"), Column("RESULT", "result"), Column("WHAT", "message"),
            Column("TO DO", "hint"),
        ]
        try output.write(findings.map(\.json), columns: columns)
        if findings.contains(where: \.isProblem) { throw ExitCode.actionNeeded }
    }
}
