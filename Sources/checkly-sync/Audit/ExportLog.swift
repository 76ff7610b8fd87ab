import AdminClient
internal import Encodings
import ArgumentParser
import FoundationEssentials
import SyncModel

/// The format of an export.
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
    var from: AsOf?
    @Option(help: "Only events up to this position or time.")
    var to: AsOf?
    @Option(help: "jsonl or csv.")
    var format: ExportFormat
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let api = try server.api()
        let export = try await api.recordExport(
            format: format.rawValue,
            from: from,
            to: to
        )
        var after = export.after
        if format == .csv { try printData(Self.columns.joined(separator: ",")) }
        while after < export.through {
            let page = try await api.events([
                ("after", "\(after)"), ("before", "\(export.through + 1)"), ("limit", "1000"),
            ])
            let events = page["events"]?.array ?? []
            for event in events { try printData(line(event)) }
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

    /// A cell as in RFC 4180; one that a spreadsheet would evaluate is turned into text.
    ///
    /// It examines Unicode scalars: a comma remains one under a combining mark.
    static func quoted(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map(formulaStarts.contains) ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.unicodeScalars.contains(where: quotedScalars.contains) else { return safe }
        var cell = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in safe.unicodeScalars {
            if scalar == "\"" { cell.append(scalar) }
            cell.append(scalar)
        }
        cell.append("\"")
        return String(cell)
    }

    private static let quotedScalars: Set<Unicode.Scalar> = [",", "\"", "\r", "\n"]
    /// The characters that start a formula, including their full-width forms.
    private static let formulaStarts: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\t", "\r", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
    ]
}

struct FindValue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grep",
        abstract: "Finds where a value was ever set, by its fingerprints; itself an event.",
        discussion: """
            All of standard input is the value, as with `< leaked.pem`; it is looked for as it is \
            and without the line break at its end.

            Example: checkly-sync audit grep --value-from-stdin
            """
    )

    /// The maximum length of a value in bytes.
    private static let valueLimit = 64 << 10

    @Flag(help: "Read the value from standard input, to its end.")
    var valueFromStdin = false
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let values = try Self.candidates(try given())
        let api = try server.api()
        var found: [JSONValue] = []
        for value in values {
            found += try await api.places(ofValue: value)
        }
        found.sort { ($0["position"]?.integer ?? 0) < ($1["position"]?.integer ?? 0) }
        let columns = [
            Column("POSITION", "position"), Column("SOURCE", "source"),
            Column("PROJECT", "projectId"), Column("ENVIRONMENT", "environment"),
            Column("PATH", "secretPath"), Column("KEY", "key"),
        ]
        try output.write(found, columns: columns)
        if found.isEmpty {
            printError(
                "Not found: no value that the log knows is this one. Values that were erased "
                    + "together with their fingerprint keys cannot be found."
            )
        }
    }

    private func given() throws(CommandError) -> [UInt8] {
        if valueFromStdin { return LocalFile.standardInput() }
        let terminal = Terminal.current
        return terminal.isInteractive ? Array((terminal.ask("Value: ", true) ?? "").utf8) : []
    }

    /// The texts that may be meant: all of it, and all except one line break at its end.
    static func candidates(_ bytes: [UInt8]) throws(CommandError) -> [String] {
        if bytes.isEmpty {
            throw .noSecret(what: "value", how: "Give it with --value-from-stdin.")
        }
        if bytes.count > valueLimit + 2 { throw .tooLarge(path: "The value", limit: valueLimit) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .notUnderstood(what: "The value, which is no text in UTF-8,")
        }
        var candidates = [text]
        if bytes.last == UInt8(ascii: "\n") {
            let line = bytes.dropLast()
            candidates.append(String(decoding: line, as: UTF8.self))
            if line.last == UInt8(ascii: "\r") {
                candidates.append(String(decoding: line.dropLast(), as: UTF8.self))
            }
        }
        return candidates.filter { !$0.isEmpty }
    }
}
