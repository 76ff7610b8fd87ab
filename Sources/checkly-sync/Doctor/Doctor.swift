import ArgumentParser
import ChecklySyncServer

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks for what would keep the server from working.",
        discussion: """
            Each line says ok or problem, and what to do. Exit 2 when there is a problem.

            Example: checkly-sync doctor --data /var/lib/checkly-sync
            """
    )

    @OptionGroup var settings: SettingOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let settings = try settings.load()
        let findings =
            [.ok("settings", "They can be read.")] + Examination.files(of: settings)
            + [Examination.masterKey(of: settings), Examination.database(of: settings)]
            + Examination.secrets(of: settings, now: .now)
            + [Examination.clock(), await Examination.checkly(at: settings.checklyURL)]
        let columns = [
            Column("CHECK", "check"), Column("RESULT", "result"), Column("WHAT", "message"),
            Column("TO DO", "hint"),
        ]
        output.write(findings.map(\.json), columns: columns)
        if findings.contains(where: \.isProblem) { throw ExitCode.actionNeeded }
    }
}
