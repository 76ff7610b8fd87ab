internal import APIRoutes
internal import Encodings
internal import Pages
internal import ReadModels

/// `/attention`: all that waits for a person.
enum AttentionPage {
    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        let items = try await request.ask(.listAttention)["items"]?.array ?? []
        let all = items.map { AttentionRow(item: $0, request: request) }
        let kind = request.query["kind"]
        let rows = all.filter { kind == nil || $0.kind == kind }
        return .document(
            Page.Document(
                template: "attention",
                heading: "What waits for you",
                section: .overview,
                breadcrumbs: [.link(PageSection.overview.title, PageSection.overview.path)],
                regions: ["list": "attention-list", "attention-count": "attention-count"],
                values: .members([
                    "badges": .list([]), "actions": .list([]),
                    "states": .list(all.isEmpty ? [] : kinds(of: all, kind, request)),
                    "rows": .list(rows.map(\.value)),
                    "empty": rows.isEmpty
                        ? .object([
                            "title": "Nothing waits for you",
                            "text": all.isEmpty
                                ? "Everything here takes care of itself."
                                : "Nothing of this kind waits; others do.",
                        ]) : nil,
                ])
            )
        )
    }

    private static func kinds(
        of rows: [AttentionRow],
        _ current: String?,
        _ request: PageRequest
    ) -> [PageValue] {
        func link(_ text: String, _ kind: String?, _ count: Int) -> PageValue {
            .object([
                "text": .text(text), "count": .count(count),
                "href": .text(request.href(["kind": kind])), "isCurrent": .flag(kind == current),
            ])
        }
        return [link("All", nil, rows.count)]
            + AttentionItem.Subject.types.compactMap { kind in
                let count = rows.count { $0.kind == kind }
                return count > 0 || kind == current ? link(title(of: kind), kind, count) : nil
            }
    }

    private static func title(of kind: String) -> String {
        switch kind {
        case "sync": "Syncs"
        case "connection": "Connections"
        case "source": "Sources"
        case "folder": "Folders"
        case "notification": "Notifications"
        default: "Server"
        }
    }
}
