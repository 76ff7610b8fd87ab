internal import APIRoutes
internal import Encodings
internal import Pages
internal import ReadModels
internal import SyncWizard

/// `/syncs`: all syncs, to find one among a thousand.
enum SyncsPage {
    private static let pageSize = 35
    /// The filters with the name of each in the query, which is the API's.
    private static let filters: [(name: String, label: String)] = [
        ("projectId", "Project"), ("environment", "Environment"), ("state", "State"),
        ("source", "Source"), ("connectionId", "Connection"), ("accountId", "Account"),
    ]
    /// The names of the filters, and of the text that is looked for.
    static let filterNames = filters.map(\.name) + ["q"]
    private static let columns: [(text: String, order: SyncList.Order?)] = [
        ("Name", .name), ("Source", nil), ("Destination", nil), ("State", .state), ("Keys", nil),
        ("Last push", .lastPush), ("Actions", nil),
    ]

    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        let list = Pager(request, size: pageSize)
        let names = filterNames + ["sort", "order"]
        var query = request.query.filter { names.contains($0.key) }
        query["offset"] = String(list.offset)
        query["limit"] = String(pageSize)
        let answer = try await request.ask(.listSyncSummaries, query: query)
        let matching = answer["matching"]?.integer ?? 0
        let total = answer["total"]?.integer ?? 0
        let active = activeFilters(request, answer["facets"])
        let sort = request.query["sort"].flatMap(SyncList.Order.init) ?? .name
        return .document(
            Page.Document(
                template: "syncs",
                heading: "Syncs",
                section: .syncs,
                regions: ["list": "syncs-list"],
                values: .members([
                    "query": .field(request.query["q"] ?? ""),
                    "filters": .list(choices(request, answer["facets"])),
                    "sort": request.query["sort"].map(PageValue.field),
                    "order": request.query["order"].map(PageValue.field),
                    "columns": .list(columns.map { column($0.text, $0.order, sort, request) }),
                    "total": .number(total), "matching": .number(matching),
                    "isFiltered": .flag(!active.isEmpty),
                    "activeFilters": .list(active),
                    "clearHref": "/syncs",
                    "addHref": request.mayUse(.createSync) ? .text(WizardPage.path) : nil,
                    "notice": request.notice?.value,
                    "bulk": BulkPage.choices(matching, query, request),
                    "rows": .list((answer["syncs"]?.array ?? []).map { row($0, request) }),
                    "pager": list.value(of: matching, request),
                    "empty": matching == 0 ? empty(total, request) : nil,
                ])
            )
        )
    }

    private static func choices(_ request: PageRequest, _ facets: JSONValue?) -> [PageValue] {
        filters.compactMap { name, label in
            let values = facets?[name]?.array ?? []
            // One value leaves nothing to choose.
            guard values.count > 1 || request.query[name] != nil else { return nil }
            let all = PageValue.option("", "All", request.query[name] == nil)
            return .object([
                "name": .text(name), "label": .text(label),
                "options": .list(
                    [all]
                        + values.map { facet in
                            let value = facet["value"]?.string ?? ""
                            return PageValue.option(
                                value,
                                "\(title(of: facet, name)) (\(facet["count"]?.integer ?? 0))",
                                value == request.query[name]
                            )
                        }
                ),
            ])
        }
    }

    private static func title(of facet: JSONValue, _ filter: String) -> String {
        let value = facet["value"]?.string ?? ""
        if filter == "state" { return SyncState(rawValue: value)?.title ?? value }
        return facet["name"]?.string ?? value
    }

    private static func activeFilters(
        _ request: PageRequest,
        _ facets: JSONValue?
    ) -> [PageValue] {
        (filters + [("q", "Text")])
            .compactMap { name, label in
                guard let value = request.query[name] else { return nil }
                let facet = facets?[name]?.array?.first { $0["value"]?.isText(value) == true }
                let shown = facet.map { title(of: $0, name) } ?? value
                return .object([
                    "text": .text("\(label): \(shown)"),
                    "clearHref": .text(request.href([name: nil, "offset": nil])),
                ])
            }
    }

    private static func column(
        _ text: String,
        _ order: SyncList.Order?,
        _ sort: SyncList.Order,
        _ request: PageRequest
    ) -> PageValue {
        guard let order else { return .object(["text": .text(text)]) }
        let isCurrent = order == sort
        let isDescending = request.query["order"] == "desc"
        let next = isCurrent && !isDescending ? "desc" : nil
        return .members([
            "text": .text(text),
            "href": .text(
                request.href(["sort": order.rawValue, "order": next, "offset": nil])
            ),
            "sortWord": isCurrent ? .text(isDescending ? "descending" : "ascending") : nil,
            "arrow": isCurrent ? .text(isDescending ? "▼" : "▲") : nil,
        ])
    }

    private static func row(_ sync: JSONValue, _ request: PageRequest) -> PageValue {
        let id = sync["id"]?.string ?? ""
        let times = request.times
        return SyncValues.facts(sync)
            .adding([
                "id": .text(id),
                "href": .text(PagePath.sync(id)),
                "version": .text(Fragments.version(of: sync)),
                "badge": Badge.ofSync(sync, times).value,
                "pinned": Badge.ofPin(sync)?.value,
                "keys": SyncValues.keys(sync["keys"]),
                "lastPush": times.value(sync["lastSyncedAt"]?.string),
                "waitingSince": times.value(sync["waitingSince"]?.string),
                "flags": .list(flags(sync)),
                "planHref": request.mayUse(.planSync)
                    ? .text(SyncHead.Tab.plan.path(of: id)) : nil,
                "pause": pause(sync, id, request),
            ])
    }

    private static func pause(
        _ sync: JSONValue,
        _ id: String,
        _ request: PageRequest
    ) -> PageValue? {
        let action: SyncAction = sync["pause"]?.isNull == false ? .resume : .pause
        return request.mayUse(action.route) ? .link(action.title, action.path(of: id)) : nil
    }

    /// What is unusual about a sync besides its state.
    private static func flags(_ sync: JSONValue) -> [PageValue] {
        func flag(_ text: String, _ title: String) -> PageValue {
            .object(["text": .text(text), "kind": "wait", "title": .text(title)])
        }
        var flags: [PageValue] = []
        if sync["isAutoSyncEnabled"]?.bool == false {
            flags.append(flag("auto-sync off", "Changes are written only when somebody pushes"))
        }
        if let former = sync["formerDestinations"]?.array, !former.isEmpty {
            flags.append(
                flag("former destinations", "Variables are left where it wrote before")
            )
        }
        return flags
    }

    private static func empty(_ total: Int64, _ request: PageRequest) -> PageValue {
        if total > 0 {
            return .object([
                "title": "No sync matches", "text": "No sync has all that the filters ask for.",
                "action": .link("Clear the filters", "/syncs"),
            ])
        }
        return .members([
            "title": "No syncs yet",
            "text": "A sync brings the secrets of one folder to a Checkly account or check group.",
            "action": request.mayUse(.createSync) ? .link("Add Sync", WizardPage.path) : nil,
        ])
    }
}
