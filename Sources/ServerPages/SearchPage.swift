internal import APIRoutes
internal import Encodings
internal import Pages

/// `/search`: one field for everything that has a name.
enum SearchPage {
    private static let limit = 20

    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        let text = request.query["q"] ?? ""
        let found =
            text.isEmpty
            ? nil : try await request.ask(.search, query: ["q": text, "limit": String(limit)])
        let groups = found.map { self.groups($0) } ?? []
        return .document(
            Page.Document(
                template: "search",
                heading: "Search",
                subject: text.isEmpty ? nil : text,
                values: .members([
                    "query": .field(text),
                    "groups": .list(groups),
                    "empty": groups.isEmpty ? empty(text) : nil,
                ])
            )
        )
    }

    private static func groups(_ found: JSONValue) -> [PageValue] {
        [
            found["event"]?["position"]?.integer
                .flatMap { position in
                    let text = EventSentence(event: found["event"] ?? .null).text
                    return group(
                        "Event",
                        count: 1,
                        [row("#\(position)", PagePath.event(position), text)]
                    )
                },
            group("Syncs", found["syncs"]) { sync in
                row(
                    sync["name"]?.string ?? "",
                    PagePath.sync(sync["id"]?.string ?? ""),
                    place(sync)
                )
            },
            group("Keys", found["keys"]) { key in
                let name = key["key"]?.string ?? ""
                return row(
                    name,
                    PageRequest.href(PageSection.events.path, ["key": name]),
                    place(key)
                )
            },
            group("Sources", found["sources"]) { source in
                let name = source["name"]?.string ?? ""
                return row(name, PagePath.source(name), nil)
            },
            group("Connections", found["connections"]) { connection in
                row(
                    connection["name"]?.string ?? "",
                    PagePath.connection(connection["id"]?.string ?? ""),
                    nil
                )
            },
        ]
        .compactMap(\.self)
    }

    private static func place(_ folder: JSONValue) -> String {
        "\(folder["environment"]?.string ?? "") \(folder["secretPath"]?.string ?? "")"
    }

    private static func row(_ text: String, _ href: String, _ about: String?) -> PageValue {
        .members(["text": .text(text), "href": .text(href), "sub": .optional(about)])
    }

    private static func group(
        _ title: String,
        _ found: JSONValue?,
        _ row: (JSONValue) -> PageValue
    ) -> PageValue? {
        group(title, count: found?["count"]?.integer ?? 0, (found?["items"]?.array ?? []).map(row))
    }

    private static func group(
        _ title: String,
        count: Int64,
        _ rows: [PageValue]
    ) -> PageValue? {
        guard !rows.isEmpty else { return nil }
        let rest = count - Int64(rows.count)
        return .members([
            "title": .text(title), "count": .text(String(count)), "rows": .list(rows),
            "rest": rest > 0 ? .text("And \(rest) more; write more of the name.") : nil,
        ])
    }

    private static func empty(_ text: String) -> PageValue {
        text.isEmpty
            ? .object([
                "title": "What are you looking for?",
                "text": "A part of a name, key, path or id, or a position such as #412.",
            ])
            : .object([
                "title": "Nothing is called so",
                "text": "Names, descriptions, keys, paths, ids and positions were searched.",
            ])
    }
}
