import ArgumentParser
import SyncModel

/// How data is written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json, yaml
}

/// The option that every command with data has.
struct OutputOptions: ParsableArguments {
    @Option(name: [.customShort("o"), .customLong("output")], help: "How to write the data.")
    var format = OutputFormat.table

    /// Writes a list: all members as JSON or YAML, the columns as a table.
    func write(_ values: [JSONValue], columns: [Column]) {
        switch format {
        case .table: tell(Table(columns: columns, rows: values).text)
        case .json: tell(JSONValue.array(values).text)
        case .yaml: tell(YAML.text(of: .array(values)))
        }
    }

    /// Writes what is no more, for programs; people are told in a line of talk.
    func writeGone(_ value: JSONValue) {
        if format != .table { write(value) }
    }

    /// Writes one value; as a table, its members one a line.
    func write(_ value: JSONValue) {
        switch format {
        case .table: tell(Table.lines(of: value))
        case .json: tell(value.text)
        case .yaml: tell(YAML.text(of: value))
        }
    }
}
