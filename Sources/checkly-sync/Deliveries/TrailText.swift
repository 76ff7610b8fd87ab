internal import Encodings
import SyncModel

/// A delivery's trail for people: one line for each step, indented below its cause.
struct TrailText {
    private let delivery: JSONValue

    init(_ delivery: JSONValue) {
        self.delivery = delivery
    }

    var text: String {
        (head + events + reads + syncs).joined(separator: "\n")
    }

    private var head: [String] {
        let repeated = delivery["repeated"]
        let again = repeated?["count"]?.integer
            .map {
                "  came again \(counted($0, "time")), the last \(repeated?["lastAt"]?.cell ?? "–")"
            }
        return [
            "delivery \(cell("id")) of \(cell("source")), \(cell("receivedAt"))",
            "  from \(cell("remoteAddress")), secret \(cell("secretId"))",
            "  answered \(cell("status")) \(cell("answer")); now: \(cell("outcome"))",
        ] + [again].compactMap(\.self)
    }

    private var events: [String] {
        list(delivery["events"])
            .map { event in
                "  \(event["position"]?.cell ?? "–") \(event["type"]?.cell ?? "–") "
                    + "\(Self.keys(event))"
            }
    }

    private var reads: [String] {
        list(delivery["reads"]).map { "    \($0["position"]?.cell ?? "–") folder.observed" }
    }

    private var syncs: [String] {
        list(delivery["syncs"])
            .flatMap { sync in
                ["  sync \(sync["name"]?.cell ?? "–"): \(sync["outcome"]?.cell ?? "–")"]
                    + list(sync["runs"]).flatMap(run)
            }
    }

    private func run(_ run: JSONValue) -> [String] {
        let problem = run["problem"]?["message"]?.string.map { ": " + $0 } ?? ""
        let line =
            "    \(run["position"]?.cell ?? "–") run \(run["outcome"]?.cell ?? "–")\(problem)"
        return [line]
            + list(run["writes"])
            .map { write in
                let place = write["groupId"]?.string.map { ", group \($0)" } ?? ""
                let mark = write["ofDelivery"]?.bool == true ? " (from this delivery)" : ""
                let problem = write["problem"]?["message"]?.string.map { ": " + $0 } ?? ""
                return "      \(write["position"]?.cell ?? "–") \(write["outcome"]?.cell ?? "–") "
                    + "\(write["key"]?.cell ?? "–") in account \(write["accountId"]?.cell ?? "–")"
                    + place + mark + problem
            }
    }

    private static func keys(_ event: JSONValue) -> String {
        let data = event["data"]
        let folder = data?["secretPath"]?.string
            .map { path in
                "\(data?["environment"]?.cell ?? "–") \(path)"
            }
        let changes = data?["changes"]?.array ?? data?["secrets"]?.array ?? []
        let keys = changes.compactMap { $0["key"]?.cell }.joined(separator: " ")
        return [folder, keys.isEmpty ? nil : keys, data?["reason"]?.cell].compactMap(\.self)
            .joined(separator: ": ")
    }

    private func cell(_ name: String) -> String { delivery[name]?.cell ?? "–" }

    private func list(_ value: JSONValue?) -> [JSONValue] { value?.array ?? [] }
}
