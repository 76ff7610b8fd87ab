internal import Encodings
import ArgumentParser
import ChecklySyncServer
import LogIntegrity
internal import Settings

struct CompactLog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact",
        abstract: "Packs the log of a stopped server, and gives free room to the disk.",
        discussion: """
            No event goes, and the log proves the same as before. What goes is old snapshots, \
            which are only there to be quick, and the gaps that destroyed keys leave; that is \
            seldom more than a few percent. The disk needs room for the log once more meanwhile.

            Example: checkly-sync compact --data ./data
            """
    )

    @OptionGroup var directory: AuditedDirectory
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let compaction = try LogCompaction.run(
            dataDirectory: directory.path,
            allowsGroup: Setting.allowGroupAccess.setting.variable == "true"
        )
        try output.write(
            .object([
                .init(name: "bytesBefore", value: .number("\(compaction.before)")),
                .init(name: "bytesAfter", value: .number("\(compaction.after)")),
            ])
        )
    }
}
