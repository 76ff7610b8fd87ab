internal import Encodings

/// What people look at first in a record of the API, in words; what has no value is left out.
struct RecordView: Sendable {
    /// A line: its title, and its text of a record.
    typealias Line = (title: String, text: @Sendable (JSONValue) -> String?)

    let lines: [Line]

    /// The lines of a record, each with its title, for a terminal of so many columns.
    func text(of record: JSONValue, columns: Int) -> String {
        let shown = lines.compactMap { line in
            line.text(record).map { (line.title, $0) }
        }
        let width = shown.map(\.0.count).max() ?? 0
        return
            shown.flatMap { title, text in
                let start = width + Table.gap.count
                return wrapped(text, columns: max(columns - start, start)).enumerated()
                    .map { index, line in
                        let first = index == 0 ? title : ""
                        return first + String(repeating: " ", count: start - first.count) + line
                    }
            }
            .joined(separator: "\n")
    }

    /// A member as it is.
    private static func member(_ title: String, _ name: String) -> Line {
        (title, { record in record[name].flatMap { $0 == .null ? nil : $0.cell } })
    }

    /// A time to the second.
    private static func time(_ title: String, _ name: String) -> Line {
        (title, { record in record[name]?.string.map { $0.prefix(19) + "Z" } })
    }

    /// The names of records that a record lists.
    private static func names(_ title: String, _ name: String) -> Line {
        (
            title,
            { record in
                let names = (record[name]?.array ?? []).compactMap { $0["name"]?.string }
                return names.isEmpty ? nil : names.joined(separator: ", ")
            }
        )
    }
}

extension RecordView {
    /// A sync.
    static let sync = RecordView(lines: [
        member("name", "name"), member("description", "description"),
        ("state", { $0["state"]?.cell }), member("", "stateMessage"),
        (
            "from",
            { sync in
                let (environment, folder) = (sync["environment"]?["slug"], sync["folder"]?["path"])
                let place = [sync["projectId"], environment, folder].map { $0?.cell ?? "–" }
                let source = sync["sourceName"]?.string.map { " (source \($0))" } ?? ""
                return place.joined(separator: " ") + source
            }
        ),
        (
            "to",
            { sync in
                let destination = sync["destinationConfig"]
                let account = destination?["accountName"]?.string ?? destination?["accountId"]?.cell
                let id = destination?["groupId"].flatMap { $0 == .null ? nil : $0.cell }
                let group = (destination?["groupName"]?.string ?? id).map { ", group \($0)" } ?? ""
                let connection = sync["connection"]?["name"]?.cell ?? "–"
                return "connection \(connection), account \(account ?? "–")\(group)"
            }
        ),
        ("keys as", { $0["syncOptions"]?["keySchema"]?.string }),
        (
            "options",
            { sync in
                let options = (sync["syncOptions"]?.members ?? [])
                    .filter { !["keySchema", "autoSyncEnabled"].contains($0.name) }
                    .filter { $0.value != .null && $0.value != .bool(false) }
                    .map { $0.value == .bool(true) ? $0.name : "\($0.name) \($0.value.cell)" }
                return options.isEmpty ? nil : options.joined(separator: ", ")
            }
        ),
        ("auto-sync", { $0["isAutoSyncEnabled"]?.bool == false ? "off" : nil }),
        ("paused", { $0["pause"]?["reason"]?.string }), member("pinned to", "pinnedTo"),
        (
            "last push",
            { sync in
                guard let time = sync["lastSyncedAt"]?.string else { return nil }
                let message = sync["lastSyncMessage"]?.string.map { ": \($0)" } ?? ""
                return time.prefix(19) + "Z" + message
            }
        ),
        time("next try", "nextTryAt"), member("id", "id"),
    ])

    /// A source.
    static let source = RecordView(lines: [
        member("name", "name"), ("enabled", { $0["isEnabled"]?.bool == false ? "no" : nil }),
        member("preset", "preset"), member("payload", "payload"), member("webhooks to", "path"),
        (
            "tolerance",
            { source in source["toleranceSeconds"]?.integer.map { "\($0) s" } }
        ),
        ("reader", { $0["reader"]?["baseUrl"]?.string }),
        (
            "secrets",
            { source in
                let secrets = source["secrets"]?.array ?? []
                return
                    secrets.map { secret in
                        secret["id"]?.cell ?? "–"
                    }
                    .joined(separator: ", ")
            }
        ),
        time("last matched", "lastMatchedAt"),
        (
            "last refusal",
            { $0["lastRefusal"]?["message"]?.string }
        ),
        names("syncs", "syncs"),
    ])

    /// A connection.
    static let connection = RecordView(lines: [
        member("name", "name"), member("description", "description"),
        (
            "refused",
            { $0["isRefused"]?.bool == true ? "yes: Checkly does not accept its key" : nil }
        ),
        names("syncs", "syncs"), time("updated", "updatedAt"), member("id", "id"),
    ])
}
