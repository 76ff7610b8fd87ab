internal import Encodings
import SyncModel

/// A table of events that is written page by page, with one header and fixed columns.
struct EventTable {
    /// The titles with their widths; the last column gets the rest of the line.
    private static let columns = [
        ("POSITION", 8), ("RECORDED", 20), ("TYPE", 22), ("SYNC", 16), ("OUTCOME", 12), ("KEYS", 0),
    ]
    /// The same for a terminal of 80 columns, where the day is omitted.
    private static let narrowColumns = [
        ("POS", 5), ("RECORDED", 14), ("TYPE", 21), ("SYNC", 10), ("OUTCOME", 9), ("KEYS", 0),
    ]
    /// The number of columns from which a terminal counts as wide.
    private static let wideTerminal = 110
    private static let gap = "  "

    /// The terminal's width in columns; nil elsewhere, where nothing is truncated.
    let width: Int?
    private(set) var names: [String: String]
    private var hasHeader = false

    init(width: Int?, names: [String: String]) {
        self.width = width
        self.names = names
    }

    /// The lines for further events.
    mutating func lines(of events: [JSONValue]) -> [String] {
        var lines = hasHeader ? [] : [line(columns.map(\.0))]
        hasHeader = true
        for event in events {
            note(event)
            lines.append(line(cells(of: event)))
        }
        return lines
    }

    private var columns: [(String, Int)] {
        (width ?? .max) < Self.wideTerminal ? Self.narrowColumns : Self.columns
    }

    /// A sync that is created or renamed while its events are shown.
    private mutating func note(_ event: JSONValue) {
        guard ["sync.created", "sync.updated"].contains(event["type"]?.string),
            let id = event["data"]?["id"]?.string, let name = event["data"]?["name"]?.string
        else { return }
        names[id] = name
    }

    private func cells(of event: JSONValue) -> [String] {
        let data = event["data"]
        let type = event["type"]?.string ?? ""
        return [
            event["position"]?.cell ?? "–", time(event["recordedAt"]?.string ?? ""), type,
            place(event, data), Self.outcome(type, data), Self.keys(data).joined(separator: " "),
        ]
    }

    /// A time such as 2026-11-28T17:58:04Z, or 11-28 17:58:04 if space is short.
    private func time(_ recorded: String) -> String {
        let seconds = recorded.prefix(19)
        if columns[1].1 == Self.columns[1].1 { return String(seconds) + "Z" }
        return String(seconds.dropFirst(5)).replacing("T", with: " ")
    }

    /// The sync that the event is about, or the source it came from.
    private func place(_ event: JSONValue, _ data: JSONValue?) -> String {
        if let id = data?["syncId"]?.string { return names[id] ?? String(id.prefix(8)) }
        if event["type"]?.string?.hasPrefix("sync.") == true, let id = data?["id"]?.string {
            return names[id] ?? String(id.prefix(8))
        }
        return event["source"]?.string ?? data?["name"]?.string ?? "–"
    }

    /// The outcome in one word, for events that can have several.
    static func outcome(_ type: String, _ data: JSONValue?) -> String {
        let problem = data?["problem"]?["code"]?.string ?? data?["code"]?.string
        switch type {
        case "push.finished": return problem ?? data?["outcome"]?.string ?? "–"
        case "push.variable-written": return "written"
        case "push.variable-deleted": return "deleted"
        case "secrets.changed":
            let changes = data?["changes"]?.array ?? []
            let deleted = changes.count { $0["op"]?.string == "delete" }
            return "+\(changes.count - deleted) -\(deleted)"
        case "secrets.snapshot", "folder.observed":
            return "=\(data?["secrets"]?.array?.count ?? 0)"
        case "drift.detected": return "\(data?["drifts"]?.array?.count ?? 0) drifted"
        case _: return problem ?? data?["reason"]?.string ?? "–"
        }
    }

    /// The secrets or variables that the event names.
    static func keys(_ data: JSONValue?) -> [String] {
        if let key = data?["key"]?.string { return [key] }
        for list in ["changes", "secrets", "writes", "drifts"] {
            if let entries = data?[list]?.array { return entries.compactMap { $0["key"]?.string } }
        }
        return (data?["keys"]?.array ?? []).compactMap(\.string)
    }

    private func line(_ cells: [String]) -> String {
        let padded = zip(cells, columns)
            .map { cell, column in
                let cell = JSONValue.string(cell).cell
                let shown = width == nil || column.1 == 0 ? cell : Self.cut(cell, to: column.1)
                return shown + String(repeating: " ", count: max(0, column.1 - shown.count))
            }
        let text = padded.joined(separator: Self.gap)
        let line = String(text.reversed().drop(while: \.isWhitespace).reversed())
        return width.map { Self.cut(line, to: $0) } ?? line
    }

    private static func cut(_ text: String, to width: Int) -> String {
        text.count > width ? text.prefix(max(0, width - 1)) + "…" : text
    }
}
