package import Encodings
internal import ReadModels

/// What pages say of a sync, from the way that the API shows it.
package enum SyncValues {
    /// The members that the list and the head of a sync share.
    package static func facts(_ sync: JSONValue) -> PageValue {
        let destination = sync["destinationConfig"]
        return .members([
            "name": .text(sync["name"]?.string ?? ""),
            "description": .optional(sync["description"]?.string),
            "place": .text(place(sync)),
            "project": .text(sync["projectId"]?.string ?? ""),
            "source": .optional(sync["sourceName"]?.string),
            "connection": .optional(sync["connection"]?["name"]?.string),
            "account": .text(
                destination?["accountName"]?.string ?? destination?["accountId"]?.string ?? ""
            ),
            "group": .optional(
                destination?["groupName"]?.string ?? destination?["groupId"]?.string
            ),
        ])
    }

    /// The environment and path of a sync's folder, such as `dev /app`.
    package static func place(_ sync: JSONValue) -> String {
        "\(sync["environment"]?["slug"]?.string ?? "") \(sync["folder"]?["path"]?.string ?? "")"
    }

    private static let fingerprintLength = 8

    /// The first digits of a fingerprint, without the scheme before them.
    package static func short(_ fingerprint: String) -> String {
        String((fingerprint.split(separator: ":").last ?? "").prefix(fingerprintLength))
    }

    /// How many keys of a sync there are, and how many are not in step, by what is wrong.
    package static func keys(_ counts: JSONValue?) -> PageValue {
        guard let total = counts?["total"]?.integer else {
            return .object(["total": "–", "parts": .list([])])
        }
        let states = KeyState.allCases.map { state in
            (state, counts?["states"]?[state.rawValue]?.integer ?? 0)
        }
        let pending = states.filter { $0.0.isPending }.reduce(0) { $0 + $1.1 }
        let others = states.filter { !$0.0.isPending && $0.0 != .inStep && $0.1 > 0 }
        var parts = pending > 0 ? [part("\(pending) pending", .busy)] : []
        parts += others.map { part("\($0.1) \($0.0.title)", $0.0.badge.kind) }
        return .object(["total": .number(total), "parts": .list(parts)])
    }

    private static func part(_ text: String, _ kind: Badge.Kind) -> PageValue {
        .object(["text": .text(text), "kind": .text(kind.rawValue)])
    }
}
