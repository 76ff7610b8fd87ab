internal import Encodings
import SyncModel

/// A column of a table: its title and the members that lead to its cell.
struct Column {
    let title: String
    let path: [String]
    /// Whether a terminal that has no room for it may do without it.
    let isDispensable: Bool

    init(_ title: String, _ path: String..., isDispensable: Bool = false) {
        self.title = title
        self.path = path
        self.isDispensable = isDispensable
    }

    func cell(of row: JSONValue) -> String {
        var value: JSONValue? = row
        for name in path { value = value?[name] }
        if let list = value?.array, !list.isEmpty, list.allSatisfy({ $0.string != nil }) {
            return list.map(\.cell).joined(separator: ", ")
        }
        return value.map(\.cell) ?? JSONValue.null.cell
    }
}

/// Rows under titles, with each column as wide as its widest cell.
struct Table {
    /// What stands between two columns.
    static let gap = "  "

    private let lines: [[String]]

    init(columns: [Column], rows: [JSONValue]) {
        self.init(
            titles: columns.map(\.title),
            rows: rows.map { row in columns.map { $0.cell(of: row) } }
        )
    }

    init(titles: [String], rows: [[String]]) {
        lines = [titles] + rows
    }

    /// The table as text for standard output.
    var text: String { text(isColoured: isColoured) }

    /// The table as text; with colour, titles stand out and states look good or bad.
    func text(isColoured: Bool) -> String {
        let widths = lines.reduce(into: [Int](repeating: 0, count: lines[0].count)) {
            for (index, cell) in $1.enumerated() { $0[index] = max($0[index], cell.count) }
        }
        return
            lines.enumerated()
            .map { index, line in
                let cells = zip(line, widths)
                    .map { cell, width in
                        let colour = isColoured ? Colour(cell, isTitle: index == 0) : nil
                        let padding = String(repeating: " ", count: width - cell.count)
                        return (colour?.around(cell) ?? cell) + padding
                    }
                let text = cells.joined(separator: Self.gap)
                return String(text.reversed().drop(while: \.isWhitespace).reversed())
            }
            .joined(separator: "\n")
    }

    /// A value's members, one per line.
    static func lines(of value: JSONValue) -> String {
        guard let members = value.members else { return value.cell }
        let rows = members.map { [$0.name, $0.value.cell] }
        return Table(titles: ["FIELD", "VALUE"], rows: rows).text
    }
}
