internal import APIRoutes
internal import Encodings
internal import Pages

/// `/syncs/{id}/time`: what a sync desired at an earlier moment, beside what it desires now.
enum MomentsPage {
    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        let id = request.parameter("id")
        let sync = try await request.sync()
        let at = request.query["at"]?.withoutNumberSign
        let now = try await state(nil, request)
        var then: JSONValue?
        var refusal: APIError?
        do throws(APIError) {
            then = if let at { try await state(at, request) } else { now }
        } catch {
            guard error.isAboutForm || error.status == 404 else { throw error }
            refusal = error
        }
        let position = then?["asOf"]?["position"]?.integer
        let ticks = try await MomentTicks(of: id, request)
        let showsAll = request.query["show"] == "all"
        let rows = then.map { changes($0, now, request).filter { showsAll || !$0.isSame } } ?? []
        let base = SyncHead.values(sync, .time, request)
        return .document(
            Page.Document(
                template: "moments",
                heading: sync["name"]?.string ?? "",
                subject: "Time",
                section: .syncs,
                breadcrumbs: [.link(PageSection.syncs.title, PageSection.syncs.path)],
                regions: ["head": "sync-head"],
                values: base.merging(
                    .members([
                        "hidden": .list(
                            showsAll ? [.object(["name": "show", "value": "all"])] : []
                        ),
                        "slider": ticks.slider(position, request.head),
                        "atValue": .field(request.query["at"] ?? position.map { "#\($0)" } ?? ""),
                        "atError": refusal.map { .text(message(of: $0)) },
                        "earlierHref": try await beside(position, .earlier, ticks, request),
                        "laterHref": try await beside(position, .later, ticks, request),
                        "nowHref": .text(request.href(["at": nil])),
                        "momentSentence": then.map {
                            .text(sentence($0, now, request))
                        },
                        "optionChanges": .list([]),
                        "views": .list([
                            view("Differences", showsAll: false, showsAll, request),
                            view("All keys", showsAll: true, showsAll, request),
                        ]),
                        "changes": rows.isEmpty
                            ? nil
                            : .object([
                                "title": "Keys then and now", "thenTitle": "Then",
                                "nowTitle": "Now", "rows": .list(rows.map(\.value)),
                            ]),
                        "empty": rows.isEmpty && then != nil
                            ? .object([
                                "title": "Nothing differs between then and now",
                                "text": "The sync desired the same values then.",
                            ]) : nil,
                        "planHref": position.map {
                            .text(
                                PageRequest.href(
                                    SyncHead.Tab.plan.path(of: id),
                                    ["asOf": String($0)]
                                )
                            )
                        },
                        "pinHref": request.mayUse(.pinSync)
                            ? position.map {
                                .text(
                                    PageRequest.href(
                                        SyncAction.pin.path(of: id),
                                        ["asOf": String($0)]
                                    )
                                )
                            } : nil,
                        "links": .list(
                            position.flatMap { $0 > 0 ? $0 : nil }
                                .map { [.link("Event #\($0)", PagePath.event($0))] } ?? []
                        ),
                    ])
                )
            )
        )
    }

    /// What the sync desired at a moment; now if none is given.
    private static func state(
        _ moment: String?,
        _ request: PageRequest
    ) async throws(APIError) -> JSONValue {
        var query = ["only": "desired"]
        query["asOf"] = moment
        return try await request.ask(.getSyncState, [request.parameter("id")], query: query)
    }

    private static func message(of error: APIError) -> String {
        // The page is that of a sync that is there.
        if error.status == 404 { return "The sync was not there at that moment." }
        return error.message(about: "asOf") ?? Failure(error).text
    }

    private static func view(
        _ text: String,
        showsAll: Bool,
        _ isAll: Bool,
        _ request: PageRequest
    ) -> PageValue {
        .object([
            "text": .text(text), "href": .text(request.href(["show": showsAll ? "all" : nil])),
            "isCurrent": .flag(showsAll == isAll),
        ])
    }

    private enum Side { case earlier, later }

    /// The nearest moment at which something changed, before or after a position.
    private static func beside(
        _ position: Int64?,
        _ side: Side,
        _ ticks: MomentTicks,
        _ request: PageRequest
    ) async throws(APIError) -> PageValue? {
        guard let position else { return nil }
        let found =
            side == .earlier ? ticks.last(before: position) : ticks.first(after: position)
        if let found {
            return .text(request.href(["at": "#\(found)"]))
        }
        // The newest moments do not reach back to the position.
        if ticks.covers(position) { return nil }
        var query = ["sync": request.parameter("id"), "causes": "true", "limit": "1"]
        switch side {
        case .earlier: (query["before"], query["newest"]) = (String(position), "true")
        case .later: query["after"] = String(position)
        }
        let events = try await request.ask(.listEvents, query: query)["events"]?.array
        return events?.first?["position"]?.integer
            .map { .text(request.href(["at": "#\($0)"])) }
    }

    private static func sentence(
        _ then: JSONValue,
        _ now: JSONValue,
        _ request: PageRequest
    ) -> String {
        let position = then["asOf"]?["position"]?.integer ?? 0
        let time = then["asOf"]?["recordedAt"]?.string.map { ", \(Sentence.text($0))" } ?? ""
        let changes = changes(then, now, request)
        func count(_ kind: Change.Kind) -> Int { changes.count { $0.kind == kind } }
        let wanted = then["variables"]?.array?.count ?? 0
        return "At #\(position)\(time): desired \(wanted) \(wanted == 1 ? "key" : "keys"). Since "
            + "then \(count(.added)) added, \(count(.changed)) changed, \(count(.removed)) removed."
    }

    /// One key then and now.
    private struct Change {
        enum Kind { case same, added, changed, removed }

        let kind: Kind
        let value: PageValue

        var isSame: Bool { kind == .same }
    }

    private static func changes(
        _ then: JSONValue,
        _ now: JSONValue,
        _ request: PageRequest
    ) -> [Change] {
        func variables(_ state: JSONValue) -> [String: JSONValue] {
            Dictionary(
                (state["variables"]?.array ?? []).map { ($0["key"]?.string ?? "", $0) },
                uniquingKeysWith: { first, _ in first }
            )
        }
        let (before, after) = (variables(then), variables(now))
        return Set(before.keys).union(after.keys).sorted()
            .map { change(of: $0, before[$0], after[$0]) }
    }

    private static func change(
        of key: String,
        _ then: JSONValue?,
        _ now: JSONValue?
    ) -> Change {
        let (old, new) = (then?["fingerprint"]?.string, now?["fingerprint"]?.string)
        let (kind, badge): (Change.Kind, Badge?) =
            switch (old, new) {
            case (nil, _): (.added, Badge(.busy, "added", icon: "+"))
            case (_, nil): (.removed, Badge(.bad, "removed", icon: "−"))
            case (let old, let new) where old == new: (.same, nil)
            case (_, _): (.changed, Badge(.busy, "changed", icon: "~"))
            }
        let position = (now ?? then)?["position"]?.integer
        return Change(
            kind: kind,
            value: .members([
                "key": .text(key), "then": old.map { .text(SyncValues.short($0)) },
                "now": new.map { .text(SyncValues.short($0)) }, "isSame": .flag(kind == .same),
                "difference": badge?.value,
                "cause": position.map {
                    .object(["position": .number($0), "href": .text(PagePath.event($0))])
                },
            ])
        )
    }
}
