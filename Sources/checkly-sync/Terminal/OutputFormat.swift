internal import Encodings
import ArgumentParser
import SyncModel

/// The format of output.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json, yaml
}

/// The option of every command that writes data.
struct OutputOptions: ParsableArguments {
    @Option(name: [.customShort("o"), .customLong("output")], help: "How to write the data.")
    var format = OutputFormat.table
    @Flag(help: "Show lists and records in full, with exact times.")
    var wide = false

    /// Writes a list: all members as JSON or YAML, or columns as a table, which fits a terminal
    /// unless it is wanted wide.
    func write(_ values: [JSONValue], columns: [Column]) throws(CommandError) {
        switch format {
        case .table:
            try printData(table(of: values, columns).text)
        case .json: try printData(JSONValue.array(values).text)
        case .yaml: try printData(YAML.text(of: .array(values)))
        }
    }

    /// Writes a record: as a table, what people look at first, unless it is wanted wide.
    func write(_ record: JSONValue, as view: RecordView) throws(CommandError) {
        if format == .table, !wide {
            return try printData(view.text(of: record, columns: StandardOutput.width ?? 80))
        }
        try write(record)
    }

    private func table(of values: [JSONValue], _ columns: [Column]) -> Table {
        guard let width = StandardOutput.width, !wide else {
            return Table(columns: columns, rows: values)
        }
        return Table(columns: columns, rows: values, width: width, now: SignedDelivery.now)
    }

    /// Writes what was deleted, for programs; people are told in a message.
    func writeGone(_ value: JSONValue) throws(CommandError) {
        if format != .table { try write(value) }
    }

    /// Writes one value; as a table, one line per member.
    func write(_ value: JSONValue) throws(CommandError) {
        switch format {
        case .table: try printData(Table.lines(of: value))
        case .json: try printData(value.text)
        case .yaml: try printData(YAML.text(of: value))
        }
    }
}
