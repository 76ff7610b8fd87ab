internal import APIRoutes
internal import Encodings
internal import Pages
internal import ReadModels

/// `/syncs/{id}`: every key of a sync, its state and its cause.
enum SyncKeysPage {
    private static let pageSize = 60

    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        let id = request.parameter("id")
        let list = Pager(request, size: pageSize)
        let sync = try await request.sync()
        var query = request.query.filter { $0.key == "state" || $0.key == "q" }
        query["offset"] = String(list.offset)
        query["limit"] = String(pageSize)
        let answer = try await request.ask(.listSyncKeys, [id], query: query)
        let matching = answer["matching"]?.integer ?? 0
        let name = sync["name"]?.string ?? ""
        let head = SyncHead.values(sync, .keys, request)
        return .document(
            Page.Document(
                template: "sync-keys",
                heading: name,
                subject: "Keys",
                section: .syncs,
                breadcrumbs: [.link("Syncs", "/syncs")],
                regions: ["list": "sync-keys-list", "head": "sync-head"],
                values: head.adding([
                    "states": .list(states(answer["counts"], request)),
                    "query": .field(request.query["q"] ?? ""),
                    "hiddenFields": .list(
                        request.query["state"]
                            .map {
                                [.object(["name": "state", "value": .field($0)])]
                            } ?? []
                    ),
                    "rows": .list(
                        (answer["keys"]?.array ?? []).map { row($0, isBusy(sync), request) }
                    ),
                    "matching": .number(matching),
                    "pager": list.value(of: matching, request),
                    "empty": matching == 0 ? empty(answer["counts"], sync, request) : nil,
                    "listNote": note(sync),
                ])
            )
        )
    }

    private static func note(_ sync: JSONValue) -> PageValue? {
        sync["syncOptions"]?["variableType"]?.isText("secret") == true
            ? """
            Checkly does not let a secret be read back, so a state rests on what Checkly last \
            acknowledged.
            """ : nil
    }

    private static func states(_ counts: JSONValue?, _ request: PageRequest) -> [PageValue] {
        func link(_ text: String, _ count: Int64, _ state: String?) -> PageValue {
            .object([
                "text": .text(text), "count": .number(count),
                "href": .text(request.href(["state": state, "offset": nil])),
                "isCurrent": .flag(request.query["state"] == state),
            ])
        }
        let known = KeyState.allCases.compactMap { state -> PageValue? in
            let count = counts?["states"]?[state.rawValue]?.integer ?? 0
            if count == 0, request.query["state"] != state.rawValue { return nil }
            return link(state.title, count, state.rawValue)
        }
        return [link("All", counts?["total"]?.integer ?? 0, nil)] + known.reversed()
    }

    /// Whether a run is open, so that what is not acknowledged yet is nothing to worry about.
    private static func isBusy(_ sync: JSONValue) -> Bool {
        [SyncState.pushing.rawValue, SyncState.removing.rawValue]
            .contains(sync["state"]?.string ?? "")
    }

    private static func row(
        _ key: JSONValue,
        _ isBusy: Bool,
        _ request: PageRequest
    ) -> PageValue {
        let name = key["key"]?.string ?? ""
        let word = key["state"]?.string ?? ""
        let state = KeyState(rawValue: word)
        let isWriting = isBusy && state == .inDoubt
        let isDecision = state == .skipped
        return .members([
            "id": .text(Fragments.version(of: .string(name))),
            "version": .text(Fragments.version(of: key)),
            "key": .text(name),
            "from": key["sourceKey"]?.string
                .map { source in
                    .members([
                        "key": .text(source), "import": .optional(folder(key["importedFrom"])),
                    ])
                },
            "badge":
                (isWriting
                ? Badge(.busy, "being written") : state?.badge ?? Badge(.wait, word))
                .value,
            "fingerprint": key["fingerprint"]?.string.map { .text(SyncValues.short($0)) },
            "written": state == .conflict
                ? nil : written(key["written"], isWriting: isWriting, request),
            "cause": cause(key["cause"]),
            "problem": isDecision || isWriting ? nil : problem(key["problem"], request),
            "owner": key["owner"]?["syncId"]?.string
                .map { .link(key["owner"]?["name"]?.string ?? $0, PagePath.sync($0)) },
            "reason": isWriting ? nil : .optional(reason(key, isDecision: isDecision)),
            "actions": .list(actions(name, state, request)),
        ])
    }

    /// Why it is in its state, where that is no problem.
    private static func reason(_ key: JSONValue, isDecision: Bool) -> String? {
        if isDecision { return key["problem"]?["message"]?.string ?? key["reason"]?.string }
        return key["problem"]?["code"] == nil ? key["reason"]?.string : nil
    }

    /// What can be done about a key in its state.
    private static func actions(
        _ key: String,
        _ state: KeyState?,
        _ request: PageRequest
    ) -> [PageValue] {
        let actions: [SyncAction] =
            switch state {
            case .parked: [.retry, .skip]
            case .conflict: [.adopt]
            case .failed, .inDoubt, .drifted, .toCreate, .toUpdate, .toDelete, .skipped,
                .destroyed, .blank, .leftOut, .kept, .waiting, .inStep, nil:
                []
            }
        return actions.filter { request.mayUse($0.route) }
            .map {
                let path = $0.path(of: request.parameter("id"))
                return .link($0.title, PageRequest.href(path, ["key": key]))
            }
    }

    private static func folder(_ folder: JSONValue?) -> String? {
        guard let path = folder?["secretPath"]?.string else { return nil }
        return "\(folder?["environment"]?.string ?? "") \(path)"
    }

    private static func written(
        _ written: JSONValue?,
        isWriting: Bool,
        _ request: PageRequest
    ) -> PageValue? {
        guard let time = request.times.value(written?["at"]?.string) else { return nil }
        return .members([
            "time": time,
            "note": !isWriting && written?["isInDoubt"]?.bool == true
                ? "a later write was not acknowledged" : nil,
        ])
    }

    private static func cause(_ cause: JSONValue?) -> PageValue? {
        guard let position = cause?["position"]?.integer else { return nil }
        let actor = cause?["actor"]?["name"]?.string ?? cause?["actor"]?["id"]?.string
        let source = cause?["source"]?.string
        let who = [actor, source.map { actor == nil ? $0 : "via \($0)" }]
        return .members([
            "position": .number(position), "href": .text(PagePath.event(position)),
            "text": .optional(who.compactMap(\.self).joined(separator: " ")),
        ])
    }

    private static func problem(_ problem: JSONValue?, _ request: PageRequest) -> PageValue? {
        guard let code = problem?["code"]?.string else { return nil }
        return .members([
            "code": .text(code), "text": .text(problem?["message"]?.string ?? ""),
            "cause": .optional(problem?["cause"]?.string),
            "next": request.times.value(problem?["nextTryAt"]?.string),
        ])
    }

    private static func empty(
        _ counts: JSONValue?,
        _ sync: JSONValue,
        _ request: PageRequest
    ) -> PageValue {
        if counts?["total"]?.integer ?? 0 > 0 {
            return .object([
                "title": "No key matches", "text": "No key has the state and text asked for.",
                "action": .link("Show all keys", request.path),
            ])
        }
        return .object([
            "title": "No keys",
            "text": .text(
                "Nothing has been reported of \(SyncValues.place(sync)), or it is empty."
            ),
        ])
    }
}
