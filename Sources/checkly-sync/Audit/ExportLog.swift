import ArgumentParser
import FoundationEssentials
import SyncModel

/// How a log is exported.
enum ExportFormat: String, ExpressibleByArgument, CaseIterable {
    case jsonl, csv
}

struct ExportLog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes events in flat columns for a SIEM, never a value; itself an event.",
        discussion: "Example: checkly-sync audit export --from 2026-11-01T00:00:00Z --format csv"
    )

    private static let columns = [
        "position", "recordedAt", "type", "source", "deliveryId", "actorType", "actorId",
        "actorName", "projectId", "environment", "secretPath", "syncId", "key", "id",
    ]

    @Option(help: "Only events after this position or time.")
    var from: Moment?
    @Option(help: "Only events up to this position or time.")
    var to: Moment?
    @Option(help: "jsonl or csv.")
    var format: ExportFormat
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let api = try server.api()
        let answer = try await api.post(
            "/api/v1/audit/exports",
            .record([
                "from": .optional(from?.argument), "to": .optional(to?.argument),
                "format": .text(format.rawValue),
            ])
        )
        guard var after = answer["export"]?["after"]?.integer,
            let through = answer["export"]?["through"]?.integer
        else { throw CommandError.notUnderstood(what: "The server's answer") }
        if format == .csv { try tell(Self.columns.joined(separator: ",")) }
        while after < through {
            let page = try await api.get(
                "/api/v1/events",
                query: [("after", "\(after)"), ("before", "\(through + 1)"), ("limit", "1000")]
            )
            let events = page["events"]?.array ?? []
            for event in events { try tell(line(event)) }
            guard let last = events.last?["position"]?.integer else { return }
            after = last
        }
    }

    private func line(_ event: JSONValue) -> String {
        let cells = Self.columns.map { Self.cell($0, of: event) }
        switch format {
        case .csv:
            return cells.map { Self.quoted($0.map(\.cell) ?? "") }.joined(separator: ",")
        case .jsonl:
            let members = zip(Self.columns, cells)
                .map { JSONValue.Member(name: $0, value: $1 ?? .null) }
            return JSONValue.object(members).text
        }
    }

    private static func cell(_ column: String, of event: JSONValue) -> JSONValue? {
        switch column {
        case "actorType": event["actor"]?["type"]
        case "actorId": event["actor"]?["id"]
        case "actorName": event["actor"]?["name"]
        case "projectId", "environment", "secretPath", "syncId", "key": event["data"]?[column]
        default: event[column]
        }
    }

    /// A cell as in RFC 4180; one that a spreadsheet would calculate is made text.
    private static func quoted(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@".contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.contains(where: { ",\"\r\n".contains($0) || $0 == "\r\n" }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}

struct FindValue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grep",
        abstract: "Finds where a value was ever set, by its fingerprints; itself an event.",
        discussion: "Example: checkly-sync audit grep --value-from-stdin"
    )

    @Flag(help: "Read the value from standard input.")
    var valueFromStdin = false
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let terminal = Terminal.current
        let typed =
            valueFromStdin
            ? readLine() : terminal.isInteractive ? terminal.ask("Value: ", true) : nil
        guard let value = typed, !value.isEmpty else {
            throw CommandError.noSecret(what: "value", how: "Give it with --value-from-stdin.")
        }
        let answer = try await server.api()
            .post("/api/v1/audit/grep", .record(["value": .text(value)]))
        let columns = [
            Column("POSITION", "position"), Column("SOURCE", "source"),
            Column("PROJECT", "projectId"), Column("ENVIRONMENT", "environment"),
            Column("PATH", "secretPath"), Column("KEY", "key"),
        ]
        try output.write(answer["found"]?.array ?? [], columns: columns)
    }
}
