internal import APIRoutes
internal import Encodings
internal import Pages
internal import SyncModel

/// `/sources`: who sends webhooks, and how they sign.
enum SourcePages {
    private static let crumb = PageValue.link(
        PageSection.sources.title,
        PageSection.sources.path
    )
    private static let folderLimit = 50
    private static let recentLimit = 5

    static func list(_ request: PageRequest) async throws(APIError) -> Page {
        let sources = try await request.ask(.listSources)["webhookSources"]?.array ?? []
        let syncs = try await request.ask(.listSyncSummaries, query: ["limit": "1"])
        let counts = syncs["facets"]?["source"]?.array ?? []
        let add = PageValue.link("Add a source", "/sources/new")
        let mayAdd = request.mayUse(.createSource)
        return .document(
            Page.Document(
                template: "sources",
                heading: "Sources",
                section: .sources,
                values: .members([
                    "notice": request.notice?.value,
                    "actions": .list(mayAdd ? [add.adding(["isPrimary": true])] : []),
                    "rows": .list(sources.map { row($0, counts, request) }),
                    "empty": sources.isEmpty
                        ? .members([
                            "title": "No source",
                            "text": "Nothing can be delivered yet.",
                            "action": mayAdd ? add : nil,
                        ]) : nil,
                ])
            )
        )
    }

    private static func row(
        _ source: JSONValue,
        _ counts: [JSONValue],
        _ request: PageRequest
    ) -> PageValue {
        let name = source["name"]?.string ?? ""
        let count = counts.first { $0["value"]?.isText(name) == true }?["count"]?.integer ?? 0
        let syncs = PageRequest.href(PageSection.syncs.path, ["source": name])
        return .members([
            "id": .text(name), "version": .text(Fragments.version(of: source)),
            "href": .text(PagePath.source(name)), "name": .text(name),
            "preset": .text(SourceWiring(preset: source["preset"]?.string ?? "").title),
            "mark": mark(source).value,
            "refused": refusals(of: source, name),
            "lastDelivery": lastMatch(source).flatMap { request.times.value($0) },
            "reader": source["reader"]?.members == nil ? nil : Badge(.good, "reads").value,
            "secrets": .count(source["secrets"]?.array?.count ?? 0),
            "syncs": count > 0
                ? .link(count == 1 ? "1 sync" : "\(count) syncs", syncs) : nil,
        ])
    }

    /// How many of its deliveries were refused; nil for none.
    private static func refusals(of source: JSONValue, _ name: String) -> PageValue? {
        let count = source["refusedCount"]?.integer ?? 0
        guard count > 0 else { return nil }
        let query = ["refused": "true", "source": name]
        return .link("\(count)", PageRequest.href(PageSection.deliveries.path, query))
    }

    private static func mark(_ source: JSONValue) -> Badge {
        source["isEnabled"]?.bool == false ? Badge(.hold, "Disabled") : Badge(.good, "Enabled")
    }

    /// When a secret of the source last matched; RFC 3339 in UTC sorts as text.
    private static func lastMatch(_ source: JSONValue) -> String? {
        (source["secrets"]?.array ?? []).compactMap { $0["lastMatchedAt"]?.string }.max()
    }

    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        try await page(request, readerCheck: nil)
    }

    /// The page of a source.
    ///
    /// - Parameters:
    ///   - request: The page.
    ///   - readerCheck: What the API said of its reader; nil if it was not asked.
    /// - Returns: The page.
    /// - Throws: `APIError` 404 if there is no such source.
    static func page(
        _ request: PageRequest,
        readerCheck: JSONValue?
    ) async throws(APIError) -> Page {
        let name = request.parameter("name")
        guard let source = try await request.ask(.getSource, [name])["webhookSource"] else {
            throw .notFound("There is no such source")
        }
        let recent =
            try await
            request
            .ask(
                .listDeliveries,
                query: ["source": name, "newest": "true", "limit": String(recentLimit)]
            )["deliveries"]?
            .array ?? []
        let preset = source["preset"]?.string ?? ""
        return .document(
            Page.Document(
                template: "source",
                heading: name,
                subject: "Source",
                section: .sources,
                breadcrumbs: [crumb],
                regions: [
                    "head": "live-head", "arrival": "source-arrival", "folders": "source-folders",
                    "recent": "source-recent",
                ],
                values: .members([
                    "notice": request.notice?.value,
                    "badges": .list([mark(source).value]),
                    "actions": .list(actions(source, name, request)),
                    "arrival": arrival(recent.last, source, request),
                    "recent": recent.isEmpty
                        ? nil
                        : .object([
                            "allHref": .text(
                                PageRequest.href(PageSection.deliveries.path, ["source": name])
                            ),
                            "rows": .list(
                                recent.reversed().map { DeliveryRow.value($0, request) }
                            ),
                        ]),
                    "folders": try await folders(of: name, source, request),
                    "wiring": wiring(name, preset, request),
                    "reader": SourceReader.card(of: source, request, check: readerCheck),
                    "sections": .list([
                        .object([
                            "heading": "Details",
                            "rows": .list(details(source, preset, request)),
                        ])
                    ]),
                    "secrets": .object([
                        "rows": .list(
                            (source["secrets"]?.array ?? []).map { secret($0, name, request) }
                        ),
                        "actions": .list(
                            request.mayUse(.addSourceSecret)
                                ? [.link("Add a secret…", "\(PagePath.source(name))/secrets/new")]
                                : []
                        ),
                    ]),
                ])
            )
        )
    }

    private static func actions(
        _ source: JSONValue,
        _ name: String,
        _ request: PageRequest
    ) -> [PageValue] {
        var actions: [PageValue] = []
        if request.mayUse(.updateSource) {
            let isOn = source["isEnabled"]?.bool != false
            actions.append(.link("Send a test…", "\(PagePath.source(name))/test"))
            actions.append(.link("Edit…", "\(PagePath.source(name))/edit"))
            let flip = isOn ? "Disable…" : "Enable…"
            actions.append(.link(flip, "\(PagePath.source(name))/switch"))
        }
        if request.mayUse(.deleteSource) {
            actions.append(.link("Delete…", "\(PagePath.source(name))/delete"))
        }
        return actions
    }

    /// Whether something came yet, so that whoever wires a sender sees that it works.
    ///
    /// A refusal that is newer than what was taken is what they look for.
    private static func arrival(
        _ last: JSONValue?,
        _ source: JSONValue,
        _ request: PageRequest
    ) -> PageValue {
        if let refusal = source["lastRefusal"], let at = refusal["at"]?.string,
            at > last?["receivedAt"]?.string ?? "", let ago = request.times.ago(at)
        {
            let id = refusal["id"]?.string ?? ""
            let message = Sentence.text(refusal["message"]?.string ?? "")
            return .object([
                "kind": .text(Badge.Kind.bad.rawValue),
                "text": .text("The last delivery was refused, \(ago): \(message)"),
                "action": .link("Why, and what to do", PagePath.refusal(id)),
            ])
        }
        guard let last, let ago = last["receivedAt"]?.string.flatMap(request.times.ago) else {
            return .object([
                "kind": .text(Badge.Kind.wait.rawValue), "text": "Waiting for the first delivery.",
            ])
        }
        let answer = last["answer"]?.string ?? ""
        let isGood = answer == "recorded" || answer == "duplicate"
        return .object([
            "kind": .text((isGood ? Badge.Kind.good : .warn).rawValue),
            "text": .text("Last delivery \(answer), \(ago)."),
        ])
    }

    /// What it reports, with when a folder was last fetched where that is done.
    private static func folders(
        of name: String,
        _ source: JSONValue,
        _ request: PageRequest
    ) async throws(APIError) -> PageValue? {
        let folders =
            try await request.ask(.listFolders, query: ["source": name])["folders"]?.array ?? []
        let fetches = source["reading"]?["folders"]?.array ?? []
        if folders.isEmpty { return nil }
        let members = ["projectId", "environment", "secretPath"]
        func place(_ folder: JSONValue) -> [String?] { members.map { folder[$0]?.string } }
        let fetchOf = Dictionary(
            fetches.map { (place($0), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let rows = folders.map { (folder: $0, fetch: fetchOf[place($0)]) }
        let failing = rows.filter { $0.fetch?["failure"]?["message"]?.string != nil }
        let others = rows.filter { $0.fetch?["failure"]?["message"]?.string == nil }
        let shown = (failing + others).prefix(folderLimit)
        return .members([
            "rows": .list(shown.map { row(of: $0.folder, $0.fetch, request) }),
            "rest": shown.count < rows.count
                ? .text(
                    "\(shown.count) of \(rows.count) folders; those that cannot be read come first."
                ) : nil,
        ])
    }

    private static func row(
        of folder: JSONValue,
        _ fetch: JSONValue?,
        _ request: PageRequest
    ) -> PageValue {
        let times = request.times
        return .members([
            "folder": .text(
                "\(folder["environment"]?.string ?? "") "
                    + (folder["secretPath"]?.string ?? "")
            ),
            "count": .number(folder["secretCount"]?.integer ?? 0),
            "notified": times.value(fetch?["lastNotifiedAt"]?.string),
            "read": times.value(fetch?["lastReadAt"]?.string),
            "difference": fetch?["lastDifferenceAt"]?.string
                .flatMap { times.ago($0) }
                .map { .text("Differed \($0)") },
            "failure": .optional(fetch?["failure"]?["message"]?.string),
        ])
    }

    private static func wiring(
        _ name: String,
        _ preset: String,
        _ request: PageRequest
    ) -> PageValue {
        let wiring = SourceWiring(preset: preset)
        let address = "\(request.webhookAddress)/webhooks/\(percentEncoded(name))"
        return .object([
            "address": .text(address),
            "steps": .list(wiring.steps.map(PageValue.text)),
            "headers": .list(wiring.headers.map(PageValue.text)),
            "commands": .list([
                .object([
                    "label": "Send a signed test from a terminal",
                    "text": .text(
                        "checkly-sync send --to \(address) --preset \(preset) "
                            + "--secret-env WEBHOOK_SECRET"
                    ),
                ])
            ]),
        ])
    }

    private static func details(
        _ source: JSONValue,
        _ preset: String,
        _ request: PageRequest
    ) -> [PageValue] {
        let payload =
            source["payload"]?.isText("hanzo-kms") == true
            ? "that a folder changed; its secrets are read from the KMS"
            : "the secrets themselves"
        return [
            .object([
                "label": "Preset", "value": .text(SourceWiring(preset: preset).title),
            ]),
            .object(["label": "Bodies say", "value": .text(payload)]),
            .object([
                "label": "Clock tolerance",
                "value": .text("\(source["toleranceSeconds"]?.integer ?? 0) s"),
            ]),
            .members(["label": "Made", "when": request.times.value(source["createdAt"]?.string)]),
        ]
    }

    /// Whether a secret is good now.
    private static func validity(of secret: JSONValue, _ request: PageRequest) -> Badge {
        let start = secret["notBefore"]?.string.flatMap(Timestamp.init(rfc3339:))
        let end = secret["notAfter"]?.string.flatMap(Timestamp.init(rfc3339:))
        if let start, start > request.now { return Badge(.wait, "Not yet valid") }
        if let end, end <= request.now { return Badge(.bad, "Ended") }
        return Badge(.good, "Valid")
    }

    private static func secret(
        _ secret: JSONValue,
        _ name: String,
        _ request: PageRequest
    ) -> PageValue {
        let id = secret["id"]?.string ?? ""
        let times = request.times
        return .members([
            "id": .text(id), "mark": validity(of: secret, request).value,
            "added": times.value(secret["createdAt"]?.string),
            "validFrom": times.value(secret["notBefore"]?.string),
            "validUntil": times.value(secret["notAfter"]?.string),
            "lastMatched": times.value(secret["lastMatchedAt"]?.string),
            "removeHref": request.mayUse(.removeSourceSecret)
                ? .text("\(PagePath.source(name))/secrets/\(percentEncoded(id))/remove") : nil,
        ])
    }
}
