import AdminClient
internal import Encodings
import LogIntegrity
import ArgumentParser
import ChecklySyncServer
import SyncModel

struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows how the desired variables differ between two moments.",
        discussion: """
            Exit codes: 0 nothing differs, 2 something does. Values are not shown; fingerprints \
            tell same from changed.

            Example: checkly-sync diff --from 120 --to 2026-11-23T08:00:00Z --sync app-to-checkly
            """
    )

    @Option(help: "The earlier moment: a position or an RFC 3339 time.")
    var from: AsOf
    @Option(help: "The later moment. (default: now)")
    var to: AsOf?
    @Option(help: "Only this sync, by name or id.")
    var sync: String?
    @OptionGroup var log: LogOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let diff = try await diff()
        let kinds = [("added", "+"), ("changed", "~"), ("removed", "-")]
        switch output.format {
        case .json, .yaml: try output.write(diff)
        case .table:
            for (kind, sign) in kinds {
                for entry in diff[kind]?.array ?? [] {
                    let cause = entry["position"]?.integer.map { "  (event \($0))" } ?? ""
                    let sync = entry["syncId"]?.string ?? ""
                    try printData("\(sign) \(entry["key"]?.string ?? "")  \(sync)\(cause)")
                }
            }
        }
        if kinds.contains(where: { diff[$0.0]?.array?.isEmpty == false }) {
            throw ExitCode.actionNeeded
        }
    }

    private func diff() async throws -> JSONValue {
        if let directory = log.directory {
            return try OfflineLog(dataDirectory: directory).diff(from: from, to: to, sync: sync)
                .answer
        }
        return try await log.api().difference(from: from, to: to, ofSync: sync)
    }
}
