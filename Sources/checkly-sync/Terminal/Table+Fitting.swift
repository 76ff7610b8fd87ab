internal import Encodings
import SyncModel

/// Tables for somebody at a terminal.
extension Table {
    /// The width below which no column is cut.
    private static let narrowest = 12
    /// The title of what is of use only as a whole.
    private static let id = "ID"

    /// A table that fits a terminal: times are ages, dispensable columns go if there is no room for
    /// them, and then the widest cells are cut, but for ids.
    ///
    /// - Parameters:
    ///   - columns: All columns.
    ///   - rows: The values.
    ///   - width: The width of the terminal in columns.
    ///   - now: The time from which ages count.
    init(columns: [Column], rows: [JSONValue], width: Int, now: Timestamp) {
        var shown = columns.map { column in
            [column.title] + rows.map { Self.age(column.cell(of: $0), at: now) }
        }
        var rest = columns
        func widths() -> [Int] { shown.map { $0.map(\.count).max() ?? 0 } }
        func excess() -> Int {
            widths().reduce(0, +) + (shown.count - 1) * Self.gap.count - width
        }
        while excess() > 0, rest.count > 1, let index = rest.lastIndex(where: \.isDispensable) {
            rest.remove(at: index)
            shown.remove(at: index)
        }
        while excess() > 0 {
            let wide = widths().enumerated()
                .filter { $0.1 > Self.narrowest && rest[$0.0].title != Self.id }
                .sorted { $0.1 > $1.1 }
            guard let (index, widest) = wide.first else { break }
            // Not below the next one, which is cut then too.
            let next = min(wide.dropFirst().first?.1 ?? Self.narrowest, widest - 1)
            let length = max(next, widest - excess(), Self.narrowest)
            shown[index] = shown[index].map { Self.cut($0, to: length) }
        }
        self.init(
            titles: shown.map { $0[0] },
            rows: rows.indices.map { row in shown.map { $0[row + 1] } }
        )
    }

    private static func cut(_ cell: String, to length: Int) -> String {
        cell.count <= length ? cell : cell.prefix(length - 1) + "…"
    }

    /// A time as an age, such as "5 min ago"; any other text as it is.
    private static func age(_ cell: String, at now: Timestamp) -> String {
        guard cell.count >= 20, cell.last == "Z", let time = Timestamp(rfc3339: cell) else {
            return cell
        }
        let seconds = (now.microseconds - time.microseconds) / 1_000_000
        let length =
            switch abs(seconds) {
            case ..<60: "\(abs(seconds)) s"
            case ..<3600: "\(abs(seconds) / 60) min"
            case ..<(48 * 3600): "\(abs(seconds) / 3600) h"
            default: "\(abs(seconds) / 86_400) d"
            }
        return seconds < 0 ? "in \(length)" : "\(length) ago"
    }
}
