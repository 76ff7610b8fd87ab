package import Encodings

/// A row of a table of deliveries.
package enum DeliveryRow {
    /// An object for the template `deliveries-table`, of a delivery that was verified or refused.
    ///
    /// - Parameters:
    ///   - delivery: A delivery as the API lists it.
    ///   - request: What says in which form times are shown.
    /// - Returns: The object.
    package static func value(_ delivery: JSONValue, _ request: PageRequest) -> PageValue {
        let id = delivery["id"]?.string ?? ""
        let position = delivery["position"]?.integer
        let status = delivery["status"]?.integer ?? 0
        return .members([
            "id": .text(position.map(String.init) ?? Fragments.version(of: .string(id))),
            "version": .text(Fragments.version(of: delivery)),
            "href": .text(position.map(PagePath.delivery) ?? PagePath.refusal(id)),
            "at": request.times.value(delivery["receivedAt"]?.string),
            "label": .text(id), "origin": .text(delivery["source"]?.string ?? ""),
            "answer": answer(delivery["answer"]?.string ?? "", status).value,
            "again": delivery["repeated"]?["count"]?.integer
                .map { .text($0 == 1 ? "came again once" : "came again \($0) times") },
            "outcome": delivery["code"]?.string.map { Badge(.bad, $0).value }
                ?? delivery["outcome"]?.string
                .map { DeliveryOutcome($0).badge.value },
            "secret": .optional(delivery["secretId"]?.string),
            "address": .optional(delivery["remoteAddress"]?.string),
        ])
    }

    /// What the sender was told.
    private static func answer(_ word: String, _ status: Int64) -> Badge {
        switch word {
        case "recorded": Badge(.good, "recorded", title: "Answered with \(status)")
        case "ignored": Badge(.wait, "ignored", title: "Answered with \(status)")
        case "malformed": Badge(.warn, "malformed", title: "Answered with \(status)")
        default: Badge(.bad, word, title: "Answered with \(status)")
        }
    }
}
