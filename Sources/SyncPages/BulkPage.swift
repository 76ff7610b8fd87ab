internal import APIRoutes
internal import Encodings
internal import HTTPTypes
internal import Pages

/// `/syncs/bulk`: one action on many syncs, which says first which.
enum BulkPage {
    /// The maximum number of syncs at once.
    private static let limit = 200
    /// The maximum number of syncs whose names are shown before.
    private static let nameLimit = 50
    /// What can be done to many.
    private static let actions: [SyncAction] = [.push, .pause, .resume, .retry]
    static let path = "/syncs/bulk"

    /// The buttons below the list of syncs; nil for who may not use them.
    ///
    /// - Parameters:
    ///   - matching: How many syncs the filters leave.
    ///   - query: The parameters of the list.
    ///   - request: The request for the list.
    /// - Returns: An object for the template `syncs-list`.
    static func choices(
        _ matching: Int64,
        _ query: [String: String],
        _ request: PageRequest
    ) -> PageValue? {
        let offered = actions.filter { request.mayUse($0.route) }
        guard !offered.isEmpty else { return nil }
        let filters = query.filter { !["limit", "offset", "sort", "order"].contains($0.key) }
        return .members([
            "hidden": hidden(filters.map { ($0.key, $0.value) }),
            "all": matching > 1 && matching <= limit
                ? .object(["text": .text("All \(matching) that match")]) : nil,
            "buttons": .list(
                offered.map {
                    .object(["value": .field($0.rawValue), "text": .text($0.title)])
                }
            ),
        ])
    }

    /// Says what would be done, or does it.
    static func perform(_ request: PageRequest) async throws(APIError) -> Page {
        guard let action = request.form["act"].flatMap(SyncAction.init), actions.contains(action)
        else { throw .invalid("act", message: "Choose what is to be done") }
        try request.require(action.route)
        let syncs = try await chosen(request)
        if syncs.isEmpty {
            throw .invalid("id", message: "No sync was chosen. (Go back and choose some.)")
        }
        if request.form["confirmed"] == nil {
            return try await confirmation(action, syncs, request)
        }
        var results: [(sync: JSONValue, error: APIError?)] = []
        for sync in syncs {
            var refusal: APIError?
            do throws(APIError) {
                let id = sync["id"]?.string ?? ""
                _ = try await request.ask(action.route, [id], sending: action.body(request))
            } catch {
                refusal = error
            }
            results.append((sync, refusal))
        }
        return result(action, results)
    }

    /// The syncs that were chosen: some by id, or all that match.
    private static func chosen(_ request: PageRequest) async throws(APIError) -> [JSONValue] {
        let ids = Set(request.values(of: "id"))
        if request.form["all"] == nil, ids.count > limit {
            throw .invalid("id", message: "Choose at most \(limit) syncs at once")
        }
        if request.form["all"] != nil {
            var query = request.form.filter { SyncsPage.filterNames.contains($0.key) }
            query["limit"] = String(limit)
            let found = try await request.ask(.listSyncSummaries, query: query)
            // It may be more than when the list was shown.
            if found["matching"]?.integer ?? 0 > Int64(limit) {
                throw .invalid("id", message: "Choose at most \(limit) syncs at once")
            }
            return found["syncs"]?.array ?? []
        }
        var syncs: [JSONValue] = []
        for id in ids.sorted() {
            do throws(APIError) {
                let sync = try await request.ask(.getSync, [id])["secretSync"]
                syncs.append(sync ?? gone(id))
            } catch {
                guard error.status == 404 else { throw error }
                syncs.append(gone(id))
            }
        }
        return syncs.sorted { ($0["name"]?.string ?? "") < ($1["name"]?.string ?? "") }
    }

    /// What stands for a sync that somebody deleted meanwhile; what is asked of it is refused.
    private static func gone(_ id: String) -> JSONValue {
        .members(["id": .string(id), "name": .string("\(id), which is not there any more")])
    }

    private static func confirmation(
        _ action: SyncAction,
        _ syncs: [JSONValue],
        _ request: PageRequest
    ) async throws(APIError) -> Page {
        var targets: [PageValue] = []
        var planning = BulkPlanning(request: request)
        for sync in syncs.prefix(nameLimit) {
            // What a pause would write is no question.
            let planned = action == .pause ? nil : await planning.words(of: sync)
            targets.append(target(sync, planned, request))
        }
        let rest = syncs.count - nameLimit
        let ids = syncs.compactMap { $0["id"]?.string }
        let what = syncs.count == 1 ? "1 sync" : "\(syncs.count) syncs"
        return .document(
            Page.Document(
                template: "confirm",
                heading: "\(action.title): \(what)",
                section: .syncs,
                breadcrumbs: [.link(PageSection.syncs.title, PageSection.syncs.path)],
                values: .members([
                    "lead": .text("\(action.title) for \(what)?"),
                    "what": .list(action.consequences.map(PageValue.text)),
                    "targets": .members([
                        "title": .text("What it is about"),
                        "rows": .list(targets),
                        "rest": rest > 0 ? .text("And \(rest) more.") : nil,
                    ]),
                    "fields": .list([]),
                    "form": .object([
                        "action": .text(path), "submit": .text("\(action.title): \(what)"),
                        "isDanger": false, "cancelHref": .text(PageSection.syncs.path),
                        "hidden": hidden(
                            [("act", action.rawValue), ("confirmed", "true")]
                                + ids.map { ("id", $0) }
                        ),
                    ]),
                ])
            )
        )
    }

    private static func target(
        _ sync: JSONValue,
        _ planned: String?,
        _ request: PageRequest
    ) -> PageValue {
        .members([
            "name": .text(sync["name"]?.string ?? ""),
            "href": .text(PagePath.sync(sync["id"]?.string ?? "")),
            "place": .text(SyncValues.place(sync)),
            "mark": Badge.ofSync(sync, request.times).value,
            "planned": .optional(planned),
        ])
    }

    private static func result(
        _ action: SyncAction,
        _ results: [(sync: JSONValue, error: APIError?)]
    ) -> Page {
        let refused = results.count { $0.error != nil }
        let done = results.count - refused
        return .document(
            Page.Document(
                template: "bulk-result",
                heading: "\(action.title): what came of it",
                section: .syncs,
                breadcrumbs: [.link(PageSection.syncs.title, PageSection.syncs.path)],
                values: .object([
                    "badges": .list([]), "actions": .list([]),
                    "sentence": .text(
                        refused == 0
                            ? done == 1 ? "Done." : "Done for all \(done)."
                            : "Done for \(done) of \(results.count); \(refused) "
                                + (refused == 1 ? "was refused." : "were refused.")
                    ),
                    "rows": .list(results.map(row)),
                ])
            )
        )
    }

    private static func row(_ sync: JSONValue, _ error: APIError?) -> PageValue {
        let id = sync["id"]?.string ?? ""
        let badge = error == nil ? Badge(.good, "Done") : Badge(.bad, "Refused")
        return .members([
            "id": .text(id), "version": .text(id), "name": .text(sync["name"]?.string ?? ""),
            "href": .text(PagePath.sync(id)), "mark": badge.value,
            "text": error.map { .text(Sentence.text($0.message.text)) },
        ])
    }

    private static func hidden(_ fields: [(String, String)]) -> PageValue {
        .list(
            fields.sorted { $0 < $1 }
                .map { .object(["name": .text($0.0), "value": .field($0.1)]) }
        )
    }
}
