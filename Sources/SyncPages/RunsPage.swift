internal import APIRoutes
internal import Encodings
internal import Pages
internal import SyncModel

/// `/syncs/{id}/runs`: every run of a sync, newest first.
enum RunsPage {
    private static let pageSize = 20

    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        let sync = try await request.sync()
        var query = request.query.filter { $0.key == "before" }
        query["limit"] = String(pageSize)
        let answer = try await request.ask(.listRuns, [request.parameter("id")], query: query)
        let runs = answer["runs"]?.array ?? []
        return .document(
            Page.Document(
                template: "runs",
                heading: sync["name"]?.string ?? "",
                subject: "Runs",
                section: .syncs,
                breadcrumbs: [.link(PageSection.syncs.title, PageSection.syncs.path)],
                regions: ["list": "runs-list", "head": "sync-head"],
                values: SyncHead.values(sync, .runs, request)
                    .adding([
                        "rows": .list(runs.map { row($0, sync, request) }),
                        "empty": runs.isEmpty ? empty(sync) : nil,
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
        _ run: JSONValue,
        _ sync: JSONValue,
        _ request: PageRequest
    ) -> PageValue {
        let position = run["position"]?.integer ?? 0
        let outcome = run["outcome"]?.string ?? ""
        let through = run["through"]?.integer ?? 0
        return .members([
            "id": .number(position), "version": .text(Fragments.version(of: run)),
            "href": .text(PagePath.event(position)),
            "at": request.times.value(run["startedAt"]?.string),
            "took": took(run).map(PageValue.text),
            "outcome": badge(outcome).value,
            "trigger": run["kind"]?.isText("remove") == true
                ? "Its variables were to be removed" : "Changes up to",
            "by": run["kind"]?.isText("remove") == true
                ? nil : .link("#\(through)", PagePath.event(through)),
            "running": outcome == "running" ? SyncHead.progress(sync["progress"]) : nil,
            "counts": .text(counts(run)),
            "problem": problem(run["problem"]),
            "links": .list([.link("Writes", writes(run, sync))]),
        ])
    }

    private static func badge(_ outcome: String) -> Badge {
        switch outcome {
        case "succeeded": Badge(.good, "Succeeded")
        case "failed": Badge(.bad, "Failed")
        case "running": Badge(.busy, "Running")
        default: Badge(.warn, "Interrupted", title: "The server ended in the middle of it")
        }
    }

    private static func took(_ run: JSONValue) -> String? {
        guard let start = run["startedAt"]?.string.flatMap(Timestamp.init(rfc3339:)),
            let end = run["finishedAt"]?.string.flatMap(Timestamp.init(rfc3339:))
        else { return nil }
        let milliseconds = end.milliseconds - start.milliseconds
        return milliseconds < 1000 ? "\(milliseconds) ms" : TimeText.length(milliseconds / 1000)
    }

    private static func counts(_ run: JSONValue) -> String {
        let parts = ["written", "deleted", "failed", "skipped"]
            .compactMap { word in
                run[word]?.integer.flatMap { $0 > 0 ? "\($0) \(word)" : nil }
            }
        return parts.isEmpty ? "Nothing was written" : parts.joined(separator: ", ")
    }

    private static func problem(_ problem: JSONValue?) -> PageValue? {
        guard let code = problem?["code"]?.string, let text = problem?["message"]?.string else {
            return nil
        }
        return Failure("\(code): \(text)").value
    }

    /// The events of a run.
    private static func writes(_ run: JSONValue, _ sync: JSONValue) -> String {
        var query = ["sync": sync["id"]?.string ?? ""]
        query["from"] = (run["position"]?.integer).map { String(max(0, $0 - 1)) }
        query["to"] = run["finishedAt"]?.string
        return PageRequest.href(PageSection.events.path, query)
    }

    private static func empty(_ sync: JSONValue) -> PageValue {
        .object([
            "title": "No run yet",
            "text": .text(
                sync["isAutoSyncEnabled"]?.bool == false
                    ? "Auto-sync is off: it runs when somebody pushes."
                    : "It runs as soon as its source reports something."
            ),
        ])
    }
}
