import AdminClient
internal import Encodings
import LogIntegrity
import ArgumentParser
import ChecklySyncServer
internal import Settings
import SyncModel

struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Folds the log from scratch and compares the result with the current state.",
        discussion: """
            Reads only: nothing is pushed and nothing is written. Works on a stopped server, \
            beside a running one, and on a copy of its directory. With --swap a running server \
            folds its log from the first event and goes on with the result.

            The newest kept state is compared where the fold came past it, which one that began \
            there did not: matchesLive is null where nothing was compared.

            Exit codes: 0 nothing differs, 2 they differ.

            Example: checkly-sync replay --data ./data --from-zero -o json
            """
    )

    @Option(help: "Fold up to this moment: a position or an RFC 3339 time.")
    var asOf: AsOf?
    @Flag(help: "Start at the first event, not at the newest saved state.")
    var fromZero = false
    @Flag(help: "Have the running server continue with the newly folded state.")
    var swap = false
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if swap, asOf != nil {
            throw ValidationError("A server continues from the log's end: --swap has no --as-of.")
        }
    }

    func run() async throws {
        let report = swap ? try await swapped() : try folded()
        try output.write(report)
        if report["matchesLive"]?.bool == false {
            printError("The folded state differs from the one the server had.")
            throw ExitCode.actionNeeded
        }
    }

    private func folded() throws -> JSONValue {
        let progress = ProgressLine("Replayed")
        let report = try replayReport(
            dataDirectory: try directory(),
            asOf: asOf,
            fromZero: fromZero,
            onProgress: { progress.show($0, of: $1) }
        )
        progress.end()
        return Self.json(
            events: report.eventCount,
            position: report.position.number,
            stateHash: report.stateHash,
            duration: report.duration,
            matchesLive: report.matchesLive
        )
    }

    private func directory() throws -> String {
        let context = try server.naming.context(hasPlace: server.data != nil)
        if let data = context?.data { return data }
        if let name = server.naming.context {
            throw ValidationError(
                "The context \(name) names no data directory, and replay reads files: give --data, "
                    + "or --swap."
            )
        }
        return Setting.dataDirectory(server.data)
    }

    private func swapped() async throws -> JSONValue {
        let start = ContinuousClock.now
        let answer = try await server.api().replay()
        guard let events = answer["events"]?.integer, let position = answer["position"]?.integer,
            let stateHash = answer["stateHash"]?.string
        else { throw CommandError.notUnderstood(what: "The server's answer") }
        return Self.json(
            events: events,
            position: position,
            stateHash: stateHash,
            duration: ContinuousClock.now - start,
            matchesLive: answer["matchesLive"]?.bool
        )
    }

    private static func json(
        events: Int64,
        position: Int64,
        stateHash: String,
        duration: Duration,
        matchesLive: Bool?
    ) -> JSONValue {
        let seconds =
            Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        let rate = seconds > 0 ? Int64(Double(events) / seconds) : 0
        let members: [(String, JSONValue)] = [
            ("events", .number("\(events)")), ("position", .number("\(position)")),
            ("stateHash", .string(stateHash)), ("seconds", .number(duration.secondsText)),
            ("eventsPerSecond", .number("\(rate)")),
            ("matchesLive", matchesLive.map(JSONValue.bool) ?? .null),
        ]
        return .object(members.map { JSONValue.Member(name: $0.0, value: $0.1) })
    }
}
