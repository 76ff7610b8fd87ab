internal import Encodings
import SyncModel

/// Events as a table that is written page by page: one header, and columns that stay where they are.
struct EventTable {
    /// The titles with their widths; the last has what is left of the line.
    private static let columns = [
        ("POSITION", 8), ("RECORDED", 20), ("TYPE", 22), ("SYNC", 16), ("OUTCOME", 12), ("KEYS", 0),
    ]
    /// The same on a terminal of 80 characters, where the day is left away.
    private static let narrowColumns = [
        ("POS", 5), ("RECORDED", 14), ("TYPE", 21), ("SYNC", 10), ("OUTCOME", 9), ("KEYS", 0),
    ]
    /// From how many characters on a terminal counts as wide.
    private static let wideTerminal = 110
    private static let gap = "  "

    /// The terminal's width in characters; nil elsewhere, where nothing is cut off.
    let width: Int?
    private(set) var names: [String: String]
    private var hasHeader = false

    init(width: Int?, names: [String: String]) {
        self.width = width
        self.names = names
    }

    /// The lines of some more events.
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

    /// A sync that is made or renamed while its events are shown.
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

    /// Such as 2026-11-28T17:58:04Z, or 11-28 17:58:04 where there is no room.
    private func time(_ recorded: String) -> String {
        let seconds = recorded.prefix(19)
        if columns[1].1 == Self.columns[1].1 { return String(seconds) + "Z" }
        return String(seconds.dropFirst(5)).replacing("T", with: " ")
    }

    /// The sync it is about, or the source it came from.
    private func place(_ event: JSONValue, _ data: JSONValue?) -> String {
        if let id = data?["syncId"]?.string { return names[id] ?? String(id.prefix(8)) }
        if event["type"]?.string?.hasPrefix("sync.") == true, let id = data?["id"]?.string {
            return names[id] ?? String(id.prefix(8))
        }
        return event["source"]?.string ?? data?["name"]?.string ?? "–"
    }

    /// How it went, in a word, where it is about something that can go one way or the other.
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

    /// The secrets or variables that it names.
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
