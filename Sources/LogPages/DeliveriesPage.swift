internal import APIRoutes
internal import Encodings
internal import Pages
internal import SyncModel

/// `/deliveries`: what came in, newest first, and what was refused.
enum DeliveriesPage {
    private static let pageSize = 50

    /// Which deliveries are listed.
    private enum Tab: String, CaseIterable {
        case all, verified, unsettled, refused

        var title: String {
            switch self {
            case .all: "All"
            case .verified: "Verified"
            case .unsettled: "Not settled"
            case .refused: "Refused"
            }
        }

        /// The fields of the page's own query, which are the API's.
        var query: [String: String] {
            switch self {
            case .all: [:]
            case .verified: ["verified": "true"]
            case .unsettled: ["settled": "false"]
            case .refused: ["refused": "true"]
            }
        }

        static func of(_ request: PageRequest) -> Tab {
            allCases.first { tab in
                !tab.query.isEmpty && tab.query.allSatisfy { request.query[$0.key] == $0.value }
            } ?? .all
        }
    }

    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        let tab = Tab.of(request)
        let answer = try await request.ask(.listDeliveries, query: query(tab, request))
        let listed = answer["deliveries"]?.array ?? []
        let deliveries = tab == .refused ? listed.reversed() : listed
        let sources = try await request.ask(.listSources)["webhookSources"]?.array ?? []
        let active = activeFilters(request)
        return .document(
            Page.Document(
                template: "deliveries",
                heading: PageSection.deliveries.title,
                section: .deliveries,
                regions: ["list": "deliveries-list"],
                values: .members([
                    "badges": .list([]), "actions": .list([]),
                    "tabsLabel": "Deliveries", "tabs": .list(tabs(tab)),
                    // A filter stays on its tab.
                    "hidden": .list(
                        tab.query.map {
                            .object(["name": .text($0.key), "value": .field($0.value)])
                        }
                    ),
                    "query": nil, "filters": .list(filters(sources, tab, request)),
                    "texts": .list(tab == .refused ? [] : texts(request)),
                    "rows": .list(deliveries.map { DeliveryRow.value($0, request) }),
                    "activeFilters": .list(active), "isFiltered": .flag(!active.isEmpty),
                    "clearHref": .text(
                        PageRequest.href(PageSection.deliveries.path, tab.query)
                    ),
                    "empty": deliveries.isEmpty ? empty(tab, answer, active, request) : nil,
                    "pager": pager(tab, answer, request),
                ])
            )
        )
    }

    /// What the API is asked for.
    private static func query(_ tab: Tab, _ request: PageRequest) -> [String: String] {
        let names = ["source", "answer", "id", "key", "sync", "from", "to", "before"]
        var query = request.query.filter { names.contains($0.key) }
        for name in ["from", "to", "id"] { query[name] = query[name]?.withoutNumberSign }
        query["limit"] = String(pageSize)
        switch tab {
        case .all:
            query["all"] = "true"
            query["refusedBefore"] = request.query["refusedBefore"]
        case .verified: (query["order"], query["outcomes"]) = ("desc", "true")
        case .unsettled: (query["order"], query["settled"]) = ("desc", "false")
        case .refused:
            query = ["refused": "true", "newest": "true", "limit": String(pageSize)]
            query["source"] = request.query["source"]
        }
        return query
    }

    private static func pager(
        _ tab: Tab,
        _ answer: JSONValue,
        _ request: PageRequest
    ) -> PageValue? {
        let refused = answer["nextRefused"]?.string
        let next = answer["next"]?.integer
        let isFirst = request.query["before"] == nil && request.query["refusedBefore"] == nil
        if tab == .refused || (isFirst && next == nil && refused == nil) { return nil }
        return .members([
            "isByTime": true,
            "previousHref": isFirst
                ? nil : .text(request.href(["before": nil, "refusedBefore": nil])),
            "nextHref": next == nil && refused == nil
                ? nil
                : .text(
                    request.href([
                        "before": next.map(String.init) ?? request.query["before"],
                        "refusedBefore": refused ?? request.query["refusedBefore"],
                    ])
                ),
        ])
    }

    private static func tabs(_ current: Tab) -> [PageValue] {
        Tab.allCases.map { tab in
            .object([
                "text": .text(tab.title),
                "href": .text(PageRequest.href(PageSection.deliveries.path, tab.query)),
                "isCurrent": .flag(tab == current),
            ])
        }
    }

    private static let textFilters: [(name: String, label: String, example: String)] = [
        ("id", "Delivery", "its id, or #412"), ("key", "Key", ""), ("sync", "Sync", ""),
        ("from", "After", "#412 or a time"), ("to", "Up to", "#412 or a time"),
    ]

    private static func texts(_ request: PageRequest) -> [PageValue] {
        textFilters.map { name, label, example in
            .object([
                "name": .text(name), "label": .text(label), "placeholder": .text(example),
                "value": .field(request.query[name] ?? ""),
            ])
        }
    }

    private static func filters(
        _ sources: [JSONValue],
        _ tab: Tab,
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
            + (tab == .refused ? [] : [filter("answer", "Answer", answers)])
    }

    private static func activeFilters(_ request: PageRequest) -> [PageValue] {
        ([("source", "Source"), ("answer", "Answer")] + textFilters.map { ($0.name, $0.label) })
            .compactMap { name, label in
                request.query[name]
                    .map { value in
                        .object([
                            "text": .text("\(label): \(value)"),
                            "clearHref": .text(request.href([name: nil, "before": nil])),
                        ])
                    }
            }
    }

    private static func empty(
        _ tab: Tab,
        _ answer: JSONValue,
        _ active: [PageValue],
        _ request: PageRequest
    ) -> PageValue {
        if answer["next"]?.integer != nil {
            return .object([
                "title": "None in this stretch of the log",
                "text": "Older deliveries were not looked at yet.",
            ])
        }
        guard active.isEmpty else {
            return .object([
                "title": "No delivery matches",
                "text": "No delivery has all that the filters ask for.",
            ])
        }
        switch tab {
        case .refused:
            return .object([
                "title": "Nothing was refused",
                "text": "The newest 1,000 refused deliveries would stand here.",
            ])
        case .unsettled:
            return .object([
                "title": "Every delivery is settled",
                "text": "Nothing more will come of those that were taken.",
            ])
        case .all, .verified:
            return .object([
                "title": "No deliveries yet",
                "text": "Nothing has come in; a source says how to wire its sender.",
                "action": .link("Sources", PageSection.sources.path),
            ])
        }
    }
}
