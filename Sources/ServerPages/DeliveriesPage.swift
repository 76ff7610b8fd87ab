internal import APIRoutes
internal import Encodings
internal import Pages
internal import SyncModel

/// `/deliveries`: what came in, newest first, and what was refused.
enum DeliveriesPage {
    private static let pageSize = 50

    /// The path of a delivery's page.
    static func path(_ position: Int64) -> String {
        "\(PageSection.deliveries.path)/\(position)"
    }

    /// The path of a refused delivery's page.
    static func path(refused id: String) -> String {
        "\(PageSection.deliveries.path)/refused/\(percentEncoded(id))"
    }

    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        let isRefused = request.query["refused"] != nil
        var query = request.query.filter { ["source", "answer"].contains($0.key) }
        query["limit"] = String(pageSize)
        query["newest"] = "true"
        if isRefused {
            query["refused"] = "true"
            query["answer"] = nil
        }
        let answer = try await request.ask(.listDeliveries, query: query)
        let deliveries = (answer["deliveries"]?.array ?? []).reversed()
        let sources = try await request.ask(.listSources)["webhookSources"]?.array ?? []
        let active = activeFilters(request)
        return .document(
            Page.Document(
                template: "deliveries",
                heading: "Deliveries",
                section: .deliveries,
                regions: ["list": "deliveries-list"],
                values: .members([
                    "badges": .list([]), "actions": .list([]),
                    "tabsLabel": "Deliveries", "tabs": .list(tabs(isRefused)),
                    "query": nil, "filters": .list(filters(sources, isRefused, request)),
                    "rows": .list(deliveries.map { row($0, request) }),
                    "activeFilters": .list(active), "isFiltered": .flag(!active.isEmpty),
                    "clearHref": .text(
                        PageRequest.href(
                            PageSection.deliveries.path,
                            isRefused ? ["refused": "true"] : [:]
                        )
                    ),
                    "empty": deliveries.isEmpty ? empty(isRefused, active.isEmpty) : nil,
                ])
            )
        )
    }

    private static func tabs(_ isRefused: Bool) -> [PageValue] {
        func tab(_ text: String, _ query: [String: String], _ isCurrent: Bool) -> PageValue {
            .object([
                "text": .text(text),
                "href": .text(PageRequest.href(PageSection.deliveries.path, query)),
                "isCurrent": .flag(isCurrent),
            ])
        }
        return [
            tab("Verified", [:], !isRefused), tab("Refused", ["refused": "true"], isRefused),
        ]
    }

    private static func filters(
        _ sources: [JSONValue],
        _ isRefused: Bool,
        _ request: PageRequest
    ) -> [PageValue] {
        func filter(_ name: String, _ label: String, _ values: [String]) -> PageValue {
            .object([
                "name": .text(name), "label": .text(label),
                "options": .list(
                    [PageValue.option("", "All", request.query[name] == nil)]
                        + values.map { PageValue.option($0, $0, request.query[name] == $0) }
                ),
            ])
        }
        let names = sources.compactMap { $0["name"]?.string }
        let answers = RecordedDelivery.Answer.allCases.map(\.rawValue)
        return [filter("source", "Source", names)]
            + (isRefused ? [] : [filter("answer", "Answer", answers)])
    }

    private static func activeFilters(_ request: PageRequest) -> [PageValue] {
        [("source", "Source"), ("answer", "Answer")]
            .compactMap { name, label in
                request.query[name]
                    .map { value in
                        .object([
                            "text": .text("\(label): \(value)"),
                            "clearHref": .text(request.href([name: nil])),
                        ])
                    }
            }
    }

    /// A row of the table of deliveries, verified or refused.
    static func row(_ delivery: JSONValue, _ request: PageRequest) -> PageValue {
        let id = delivery["id"]?.string ?? ""
        let position = delivery["position"]?.integer
        let status = delivery["status"]?.integer ?? 0
        return .members([
            "id": .text(position.map(String.init) ?? Fragments.version(of: .string(id))),
            "version": .text(Fragments.version(of: delivery)),
            "href": .text(position.map(path) ?? path(refused: id)),
            "at": request.times.value(delivery["receivedAt"]?.string),
            "label": .text(id), "origin": .text(delivery["source"]?.string ?? ""),
            "answer": answer(delivery["answer"]?.string ?? "", status).value,
            "outcome": delivery["code"]?.string.map { Badge(.bad, $0).value },
            "secret": .optional(delivery["secretId"]?.string),
            "address": .optional(delivery["remoteAddress"]?.string),
        ])
    }

    /// What the sender was told.
    static func answer(_ word: String, _ status: Int64) -> Badge {
        switch word {
        case "recorded": Badge(.good, "recorded", title: "Answered with \(status)")
        case "ignored": Badge(.wait, "ignored", title: "Answered with \(status)")
        case "malformed": Badge(.warn, "malformed", title: "Answered with \(status)")
        default: Badge(.bad, word, title: "Answered with \(status)")
        }
    }

    private static func empty(_ isRefused: Bool, _ isWhole: Bool) -> PageValue {
        guard isWhole else {
            return .object([
                "title": "No delivery matches",
                "text": "No delivery has all that the filters ask for.",
            ])
        }
        return isRefused
            ? .object([
                "title": "Nothing was refused",
                "text": "The newest 1,000 refused deliveries would stand here.",
            ])
            : .object([
                "title": "No deliveries yet",
                "text": "Nothing verified has come in; a source says how to wire its sender.",
                "action": .link("Sources", PageSection.sources.path),
            ])
    }
}
