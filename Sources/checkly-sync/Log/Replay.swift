import ArgumentParser
import ChecklySyncServer
import FoundationEssentials
import SyncModel

struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Folds the whole log from its first event and shows the hash of the state.",
        discussion: """
            Reads only: nothing is pushed and nothing is written. Works on a stopped server, \
            beside a running one, and on a copy of its directory.

            Example: checkly-sync replay --data ./data -o json
            """
    )

    @Option(help: "The data directory. (default: CHECKLY_SYNC_DATA or ./data)")
    var data: String?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let directory = data ?? environment["CHECKLY_SYNC_DATA"] ?? "./data"
        let text = try replayReport(dataDirectory: directory)
        guard let report = JSONValue.read(Array(text.utf8)) else {
            throw CommandError.notUnderstood(what: "The report of \(directory)")
        }
        output.write(report)
        if report["matchesLive"]?.bool == false {
            say("The folded state differs from the one the server saved.")
            throw ExitCode.actionNeeded
        }
    }
}
