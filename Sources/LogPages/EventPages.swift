internal import APIRoutes
internal import Encodings
internal import Pages

/// `/events`: the log, newest first, and each of its events.
enum EventPages {
    private static let pageSize = 50
    private static let crumb = PageValue.link(
        PageSection.events.title,
        PageSection.events.path
    )
    private static let filters: [(name: String, label: String, example: String)] = [
        ("type", "Type", "such as push.finished"), ("source", "Source", ""), ("key", "Key", ""),
        ("sync", "Sync", "a name or an id"), ("from", "After", "#412 or a time"),
        ("to", "Up to", "#412 or a time"),
    ]

    static func list(_ request: PageRequest) async throws(APIError) -> Page {
        let fields = filters.map(\.name)
        var query = request.query.filter { fields.contains($0.key) || $0.key == "before" }
        for name in ["from", "to"] { query[name] = query[name]?.withoutNumberSign }
        query["order"] = "desc"
        query["limit"] = String(pageSize)
        let answer = try await request.ask(.listEvents, query: query)
        let events = answer["events"]?.array ?? []
        let next = answer["next"]?.integer
        let names = try await SyncNames.of(events, request)
        let active = filters.compactMap { activeFilter($0.name, $0.label, request) }
        return .document(
            Page.Document(
                template: "events",
                heading: PageSection.events.title,
                section: .events,
                regions: ["list": "events-list"],
                values: .members([
                    "badges": .list([]), "actions": .list([]), "filters": .list([]),
                    "texts": .list(
                        filters.map { name, label, example in
                            .object([
                                "name": .text(name), "label": .text(label),
                                "value": .field(request.query[name] ?? ""),
                                "placeholder": .text(example),
                            ])
                        }
                    ),
                    "rows": .list(events.map { EventRow.value($0, names, request) }),
                    "activeFilters": .list(active), "isFiltered": .flag(!active.isEmpty),
                    "clearHref": .text(PageSection.events.path),
                    "listNote": events.isEmpty ? note(next, request) : nil,
                    "empty": events.isEmpty ? empty(next, request) : nil,
                    "pager": Pager.value(
                        next: next,
                        isFirst: request.query["before"] == nil,
                        request
                    ),
                ])
            )
        )
    }

    private static func activeFilter(
        _ name: String,
        _ label: String,
        _ request: PageRequest
    ) -> PageValue? {
        request.query[name]
            .map { value in
                .object([
                    "text": .text("\(label): \(value)"),
                    "clearHref": .text(request.href([name: nil, "before": nil])),
                ])
            }
    }

    /// How far was looked, if that was not all.
    private static func note(_ next: Int64?, _ request: PageRequest) -> PageValue? {
        next.map { next in
            .object([
                "text": .text("Looked back to #\(next)."),
                "href": .text(request.href(["before": String(next)])),
            ])
        }
    }

    private static func empty(_ next: Int64?, _ request: PageRequest) -> PageValue {
        .object([
            "title": "No event matches",
            "text": next == nil
                ? .text("The log ends at #\(request.head).")
                : "None in this stretch of the log; older ones were not looked at yet.",
        ])
    }

    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        let text = request.parameter("position")
        guard let event = try await request.ask(.getEvent, [text])["event"],
            let position = event["position"]?.integer
        else { throw .notFound("There is no event at position \(text)") }
        let sentence = EventSentence(event: event)
        let syncID = event["data"]?["syncId"]?.string
        let delivery = event["deliveryId"]?.string
        return .document(
            Page.Document(
                template: "event",
                heading: "Event #\(position)",
                section: .events,
                breadcrumbs: [crumb],
                values: .members([
                    "badges": .list([]), "actions": .list([]),
                    "sentence": .text(sentence.text),
                    "at": request.times.value(event["recordedAt"]?.string),
                    "previousHref": position > 1 ? .text(PagePath.event(position - 1)) : nil,
                    "nextHref": position < request.head ? .text(PagePath.event(position + 1)) : nil,
                    "links": .list(
                        [
                            delivery.map { _ in
                                .link("Its delivery", PagePath.delivery(position))
                            },
                            syncID.map { .link("Its sync", PagePath.sync($0)) },
                            .link("Download its proof", "\(PagePath.event(position))/proof"),
                        ]
                        .compactMap(\.self)
                    ),
                    "sections": .list([
                        .object(["heading": "Details", "rows": .list(details(event))])
                    ]),
                    "copies": .list([
                        .object(["label": "As the API shows it", "text": .text(event.text)]),
                        .object([
                            "label": "Prove that it stands in the log, from a terminal",
                            "text": .text("checkly-sync audit proof \(position)"),
                        ]),
                    ]),
                ])
            )
        )
    }

    /// The proof that an event is in the log, as a file.
    static func downloadProof(_ request: PageRequest) async throws(APIError) -> Page {
        let position = request.parameter("position")
        return try await request.download(
            .getProof,
            query: ["position": position],
            as: "proof-\(Int64(position) ?? 0).txt"
        )
    }

    private static func details(_ event: JSONValue) -> [PageValue] {
        func row(_ label: String, _ value: String?, isMono: Bool = true) -> PageValue? {
            value.map {
                .object(["label": .text(label), "value": .text($0), "isMono": .flag(isMono)])
            }
        }
        let members = (event["data"]?.members ?? [])
            .compactMap { member -> PageValue? in
                let value = member.value
                let text =
                    value.string ?? value.integer.map(String.init) ?? value.bool.map(String.init)
                return row(member.name, text)
            }
        return [
            row("Type", event["type"]?.string),
            row("By", EventSentence(event: event).by, isMono: false),
            row("Delivery", event["deliveryId"]?.string),
            row("Id", event["id"]?.string),
        ]
        .compactMap(\.self) + members
    }
}
