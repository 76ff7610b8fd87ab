import AdminClient
internal import Encodings
import ArgumentParser
import SyncModel

/// One screen of what a running server does, and of what waits for a person.
struct ShowStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows on one screen how a running server does, and what waits for whom.",
        discussion: """
            Exit codes: 0 nothing waits for a person, 2 something does.

            Example: checkly-sync status
            """
    )

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        let (status, attention) = (try await api.status(), try await api.attention())
        switch output.format {
        case .table:
            let screen = StatusScreen(
                status: status,
                attention: attention,
                columns: StandardOutput.width ?? 80
            )
            try printData(screen.text)
        case .json, .yaml:
            try output.write(
                .object([
                    JSONValue.Member(name: "status", value: status),
                    JSONValue.Member(name: "attention", value: attention),
                ])
            )
        }
        if attention["problems"]?.integer != 0 { throw ExitCode.actionNeeded }
    }
}

/// What `status` shows to people.
struct StatusScreen {
    let status: JSONValue
    let attention: JSONValue
    /// The width of the terminal.
    let columns: Int

    var text: String {
        let rows = [
            ["server", server], ["log", log], ["checkpoint", checkpoint], ["pushing", pushing],
            ["there are", counts], ["requests left", requests],
        ]
        let width = rows.map(\.[0].count).max() ?? 0
        let lines = rows.map { row in
            row[0] + String(repeating: " ", count: width - row[0].count) + "  " + row[1]
        }
        return (lines + [""] + waiting).joined(separator: "\n")
    }

    private var server: String {
        "\(status["version"]?.cell ?? "–"), up since \(Self.time(status["startedAt"]))"
    }

    private var log: String {
        if let problem = status["log"]?["problem"]?["message"]?.string {
            return "CANNOT BE WRITTEN: \(problem)"
        }
        let megabytes = (status["log"]?["bytes"]?.integer ?? 0) / 1_000_000
        return "\(counted(status["log"]?["position"]?.integer ?? 0, "event")), \(megabytes) MB"
    }

    private var checkpoint: String {
        let checkpoint = status["checkpoint"]
        guard let size = checkpoint?["size"]?.integer else { return "none yet" }
        return "through #\(size), \(Self.time(checkpoint?["signedAt"]))"
    }

    private var pushing: String {
        if let hold = status["hold"], hold.members != nil {
            let reason = hold["reason"]?.string.map { ": \($0)" } ?? ""
            return "HELD since \(Self.time(hold["since"]))\(reason)"
        }
        let (runs, waiting) = (status["runs"]?.array ?? [], status["waitingRuns"]?.array ?? [])
        if runs.isEmpty, waiting.isEmpty { return "nothing to do" }
        return "\(counted(runs.count, "run")) under way, \(waiting.count) waiting"
    }

    private var counts: String {
        ["syncs", "connections", "sources", "folders", "secrets"]
            .map { name in
                counted(status["counts"]?[name]?.integer ?? 0, String(name.dropLast()))
            }
            .joined(separator: ", ")
    }

    private var requests: String {
        let budgets = status["budgets"]?.array ?? []
        if budgets.isEmpty { return "–" }
        return
            budgets.map { budget in
                let (left, limit) = (budget["left"]?.cell ?? "–", budget["limit"]?.cell ?? "–")
                return "\(left) of \(limit) a minute for \(budget["accountId"]?.cell ?? "–")"
            }
            .joined(separator: "; ")
    }

    /// Problems before what is only worth knowing, as the server sorts them.
    private var waiting: [String] {
        let items = attention["items"]?.array ?? []
        if items.isEmpty { return ["Nothing waits for a person."] }
        return items.flatMap { item in
            let sign = item["severity"]?.string == "problem" ? "! " : "· "
            let what = "\(Self.subject(item["subject"])): \(item["message"]?.cell ?? "")"
            // Two columns are left for what stands in front.
            let hint = item["hint"]?.string.map { wrapped($0, columns: columns - 2) } ?? []
            let lines = wrapped(what, columns: columns - 2)
            return [sign + lines[0]] + (lines.dropFirst() + hint).map { "  " + $0 }
        }
    }

    /// A time of the server to the second.
    private static func time(_ value: JSONValue?) -> String {
        value?.string.map { $0.prefix(19) + "Z" } ?? "–"
    }

    private static func subject(_ subject: JSONValue?) -> String {
        let type = subject?["type"]?.string ?? ""
        if let name = subject?["name"]?.string { return "\(type) \(name)" }
        guard let path = subject?["secretPath"]?.string else { return type }
        return "\(type) \(subject?["environment"]?.cell ?? "–") \(path)"
    }
}
