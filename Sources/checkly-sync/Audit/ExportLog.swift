import AdminClient
internal import Encodings
import ArgumentParser
import FoundationEssentials
internal import LogModels
import SyncModel

extension ExportFormat: ExpressibleByArgument {}

struct ExportLog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes events in flat columns for a SIEM, never a value; itself an event.",
        discussion: "Example: checkly-sync audit export --from 2026-11-01T00:00:00Z --format csv"
    )

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
        if let heading = format.heading { try printData(heading) }
        while after < export.through {
            let page = try await api.events([
                ("after", "\(after)"), ("before", "\(export.through + 1)"), ("limit", "1000"),
            ])
            let events = page["events"]?.array ?? []
            for event in events { try printData(format.line(of: event)) }
            guard let last = events.last?["position"]?.integer else { return }
            after = last
        }
    }
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
