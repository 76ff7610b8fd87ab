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

    /// Writes a list: all members as JSON or YAML, or columns as a table.
    func write(_ values: [JSONValue], columns: [Column]) throws(CommandError) {
        switch format {
        case .table: try printData(Table(columns: columns, rows: values).text)
        case .json: try printData(JSONValue.array(values).text)
        case .yaml: try printData(YAML.text(of: .array(values)))
        }
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
