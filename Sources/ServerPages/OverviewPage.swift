internal import APIRoutes
internal import Encodings
internal import Pages

/// `/`: whether everything is in step and, if not, what to do first.
enum OverviewPage {
    private static let attentionLimit = 10
    private static let happeningLimit = 10

    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        let status = try await request.ask(.getStatus)
        let syncs = try await request.ask(.listSyncSummaries, query: ["limit": "1"])
        let items = try await request.ask(.listAttention)["items"]?.array ?? []
        let activity = try await request.ask(.getActivity)
        let events = try await request.ask(
            .listEvents,
            query: ["order": "desc", "limit": String(happeningLimit)]
        )
        let names = try await SyncNames.of(events["events"]?.array ?? [], request)
        return .document(
            Page.Document(
                template: "overview",
                heading: PageSection.overview.title,
                section: .overview,
                regions: [
                    "attention": "overview-attention", "tiles": "overview-tiles",
                    "happenings": "overview-happenings",
                ],
                values: .members([
                    "badges": .list([]), "actions": .list([]), "notice": request.notice?.value,
                    "start": start(status, events, request),
                    "waiting": waiting(items, request),
                    "tiles": .list(
                        OverviewTiles(status: status, syncs: syncs, activity: activity, request).all
                    ),
                    "activity": OverviewCharts(activity: activity).value,
                    "budgets": budgets(status),
                    "happenings": happenings(events, names, request),
                ])
            )
        )
    }

    private static func waiting(_ items: [JSONValue], _ request: PageRequest) -> PageValue? {
        guard !items.isEmpty else { return nil }
        let problems = items.count { $0["severity"]?.isText("problem") == true }
        let rows = items.prefix(attentionLimit).map { AttentionRow(item: $0, request: request) }
        return .object([
            "title": .text(title(problems: problems, notices: items.count - problems)),
            "allHref": .text(PagePath.attention),
            "rows": .list(rows.map(\.value)),
        ])
    }

    private static func title(problems: Int, notices: Int) -> String {
        func count(_ count: Int, _ word: String) -> String? {
            count == 0 ? nil : count == 1 ? "1 \(word)" : "\(count) \(word)s"
        }
        let counts = [count(problems, "problem"), count(notices, "notice")].compactMap(\.self)
        return counts.joined(separator: ", ")
    }

    /// What each account's limit leaves for this minute.
    private static func budgets(_ status: JSONValue) -> PageValue? {
        let budgets = status["budgets"]?.array ?? []
        guard !budgets.isEmpty else { return nil }
        return .object([
            "rows": .list(
                budgets.map { budget in
                    let (left, limit) = (
                        budget["left"]?.integer ?? 0, budget["limit"]?.integer ?? 0
                    )
                    return .object([
                        "name": .text(budget["accountId"]?.string ?? ""),
                        "text": .text("\(left) of \(limit)"),
                        "barWidth": .text(String(limit > 0 ? left * 100 / limit : 0)),
                    ])
                }
            )
        ])
    }

    private static func happenings(
        _ events: JSONValue,
        _ names: [String: String],
        _ request: PageRequest
    ) -> PageValue? {
        let events = events["events"]?.array ?? []
        return events.isEmpty
            ? nil : .object(["rows": .list(events.map { EventRow.value($0, names, request) })])
    }

    /// The way to the first push, until it has been gone; nil afterwards.
    private static func start(
        _ status: JSONValue,
        _ events: JSONValue,
        _ request: PageRequest
    ) -> PageValue? {
        func count(_ name: String) -> Int64 { status["counts"]?[name]?.integer ?? 0 }
        let steps: [(isDone: Bool, text: String, href: String, about: String)] = [
            (
                count("sources") > 0, "Add a source", "\(PageSection.sources.path)/new",
                "Who tells of changed secrets, and how the webhooks are signed."
            ),
            (
                count("connections") > 0, "Add a connection",
                "\(PageSection.connections.path)/new", "An API key that reaches Checkly."
            ),
            (
                count("syncs") > 0, "Add a sync", "\(PageSection.syncs.path)/new",
                "Which folder goes to which account or check group."
            ),
            (
                count("folders") > 0, "Send a delivery", PageSection.sources.path,
                "The source's page says what to enter at the sender."
            ),
        ]
        if steps.allSatisfy(\.isDone) { return nil }
        return .object([
            "title": "Four steps to the first push",
            "steps": .list(
                steps.map {
                    .object([
                        "isDone": .flag($0.isDone), "text": .text($0.text),
                        "href": .text($0.href), "about": .text($0.about),
                    ])
                }
            ),
        ])
    }
}
