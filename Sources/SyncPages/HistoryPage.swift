internal import APIRoutes
internal import Encodings
internal import Pages

/// `/syncs/{id}/history`: what changed a sync, when and by whom, newest first.
enum HistoryPage {
    private static let pageSize = 50

    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        let id = request.parameter("id")
        let sync = try await request.sync()
        var query = request.query.filter { ["before", "key"].contains($0.key) }
        query["order"] = "desc"
        query["limit"] = String(pageSize)
        let answer = try await request.ask(.getHistory, [id], query: query)
        let entries = answer["history"]?.array ?? []
        let key = request.query["key"]
        return .document(
            Page.Document(
                template: "history",
                heading: sync["name"]?.string ?? "",
                subject: "History",
                section: .syncs,
                breadcrumbs: [.link(PageSection.syncs.title, PageSection.syncs.path)],
                regions: ["head": "sync-head"],
                values: SyncHead.values(sync, .history, request)
                    .adding([
                        "query": .field(key ?? ""),
                        "activeFilters": .list(
                            key.map {
                                [
                                    .object([
                                        "text": .text("Key: \($0)"),
                                        "clearHref": .text(request.path),
                                    ])
                                ]
                            } ?? []
                        ),
                        "isFiltered": .flag(key != nil), "clearHref": .text(request.path),
                        "rows": .list(
                            PushFold.rows(of: entries)
                                .map { row in
                                    switch row {
                                    case .event(let entry): self.row(entry, id, request)
                                    case .run(let run): self.row(run, id, request)
                                    }
                                }
                        ),
                        "empty": entries.isEmpty ? empty(key, answer, request) : nil,
                        "pager": Pager.value(
                            next: answer["next"]?.integer,
                            isFirst: request.query["before"] == nil,
                            request
                        ),
                    ])
            )
        )
    }

    private static func row(
        _ entry: JSONValue,
        _ id: String,
        _ request: PageRequest
    ) -> PageValue {
        let sentence = EventSentence(event: entry)
        let changes = entry["changes"]?.array ?? []
        let kind: Badge.Kind = sentence.isFailure ? .bad : changes.isEmpty ? .wait : .good
        let by = sentence.by.map { " (\($0))" } ?? ""
        return value(of: entry, id, request)
            .adding([
                "kind": .text(kind.rawValue), "icon": .text(kind.icon),
                "text": .text(sentence.text + by),
                "keys": .list(changes.map(change) + superseded(entry)),
            ])
    }

    /// A push as one row, which stands where its last event does.
    private static func row(
        _ run: PushFold.Run,
        _ id: String,
        _ request: PageRequest
    ) -> PageValue {
        let kind: Badge.Kind = run.isFailure ? .bad : .good
        return value(of: run.events[0], id, request)
            .adding([
                "kind": .text(kind.rawValue), "icon": .text(kind.icon), "text": .text(run.text),
                "keys": .list(
                    run.keys.map { .object(["sign": .text($0.sign), "key": .text($0.key)]) }
                ),
            ])
    }

    /// Where and when an entry was recorded.
    private static func value(
        of entry: JSONValue,
        _ id: String,
        _ request: PageRequest
    ) -> PageValue {
        let position = entry["position"]?.integer ?? 0
        let moment = PageRequest.href(SyncHead.Tab.time.path(of: id), ["at": "#\(position)"])
        return .members([
            "at": request.times.value(entry["recordedAt"]?.string),
            "number": .number(position), "eventHref": .text(PagePath.event(position)),
            "links": .list([.link("Look at this moment", moment)]),
        ])
    }

    private static func change(_ change: JSONValue) -> PageValue {
        let sign =
            change["from"]?.string == nil ? "+" : change["to"]?.string == nil ? "−" : "~"
        return .object(["sign": .text(sign), "key": .text(change["key"]?.string ?? "")])
    }

    private static func superseded(_ entry: JSONValue) -> [PageValue] {
        (entry["superseded"]?.array ?? []).compactMap(\.string)
            .map { .object(["sign": "no effect, a newer one was known:", "key": .text($0)]) }
    }

    private static func empty(
        _ key: String?,
        _ answer: JSONValue,
        _ request: PageRequest
    ) -> PageValue {
        if answer["next"]?.integer != nil {
            return .object([
                "title": "Nothing in this stretch of the log",
                "text": "Older events have not been looked at yet.",
            ])
        }
        guard let key else {
            return .object([
                "title": "Nothing has changed this sync",
                "text": .text("The log ends at #\(request.head)."),
            ])
        }
        return .object([
            "title": "Nothing has changed this key",
            "text": .text("No event of this sync is about \(key)."),
            "action": .link("Show all keys", request.path),
        ])
    }
}
