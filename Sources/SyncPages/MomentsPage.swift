internal import APIRoutes
internal import Encodings
internal import Pages

/// `/syncs/{id}/time`: what a sync desired at an earlier moment, beside what it desires now.
enum MomentsPage {
    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        let id = request.parameter("id")
        let sync = try await request.sync()
        let at = request.query["at"]?.withoutNumberSign
        let now = try await request.ask(.getSyncState, [id])
        var then: JSONValue?
        var refusal: APIError?
        do throws(APIError) {
            then = try await request.ask(
                .getSyncState,
                [id],
                query: at.map { ["asOf": $0] } ?? [:]
            )
        } catch {
            guard error.isAboutForm || error.status == 404 else { throw error }
            refusal = error
        }
        let position = then?["asOf"]?["position"]?.integer
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
                        "atValue": .field(request.query["at"] ?? position.map { "#\($0)" } ?? ""),
                        "atError": refusal.map { .text(message(of: $0)) },
                        "earlierHref": try await beside(position, isEarlier: true, id, request),
                        "laterHref": try await beside(position, isEarlier: false, id, request),
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

    private static func message(of error: APIError) -> String {
        error.message(about: "asOf") ?? Failure(error).text
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

    /// The moment of the nearest event that concerns the sync, before or after a position.
    private static func beside(
        _ position: Int64?,
        isEarlier: Bool,
        _ id: String,
        _ request: PageRequest
    ) async throws(APIError) -> PageValue? {
        guard let position else { return nil }
        var query = ["sync": id, "causes": "true", "limit": "1"]
        if isEarlier {
            query["before"] = String(position)
            query["newest"] = "true"
        } else {
            query["after"] = String(position)
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
