internal import APIRoutes
internal import Encodings
internal import Pages

/// One thing that waits for a person, with the links that help.
struct AttentionRow: Sendable {
    /// An item as the API shows it.
    let item: JSONValue
    let request: PageRequest

    private var code: String { item["code"]?.string ?? "" }
    private var subject: JSONValue? { item["subject"] }
    private var name: String { subject?["name"]?.string ?? "" }
    private var id: String { subject?["id"]?.string ?? "" }

    /// What it is about: the type of its subject.
    var kind: String { subject?["type"]?.string ?? "" }

    /// An object for the template `attention-table`.
    var value: PageValue {
        .members([
            "id": .text("a-\(Fragments.version(of: .string("\(code) \(subject?.text ?? "")")))"),
            "version": .text(Fragments.version(of: item)),
            "subject": about, "mark": mark.value,
            "message": .text(Failure(item["message"]?.string ?? "").text),
            "hint": .optional(hint),
            "since": request.times.value(item["since"]?.string),
            "actions": .list(actions.filter { request.mayUse($0.route) }.map(\.link)),
        ])
    }

    /// What to do; a command is not said, since the row has links for that.
    private var hint: String? {
        guard let hint = item["hint"]?.string, !hint.contains("checkly-sync ") else { return nil }
        return Sentence.text(hint)
    }

    private var mark: Badge {
        item["severity"]?.isText("problem") == true
            ? Badge(.bad, "Problem") : Badge(.warn, "Notice")
    }

    private var about: PageValue {
        switch kind {
        case "sync": .link(name, PagePath.sync(id))
        case "connection": .link(name, PagePath.connection(id))
        case "source": .link(name, PagePath.source(name))
        case "folder":
            .link(
                "\(subject?["environment"]?.string ?? "") \(subject?["secretPath"]?.string ?? "")",
                PagePath.source(subject?["source"]?.string ?? "")
            )
        case "notification": .link(name, PageSection.system.path)
        default: .link("The server", PageSection.system.path)
        }
    }

    /// What somebody can do about it here, with the route of the API that does it.
    private var actions: [(route: Route, link: PageValue)] {
        let (sync, source) = (PagePath.sync(id), PagePath.source(name))
        switch code {
        case "connection-refused":
            return [(.updateConnection, .link("Replace key", "\(PagePath.connection(id))/key"))]
        case "sync-parked":
            return [(.retryParked, .link("Retry", "\(sync)/retry"))]
        case "sync-needs-consent", "sync-conflict", "sync-drifted", "sync-changes-waiting",
            "sync-needs-you":
            return [(.applyPlan, .link("Plan", "\(sync)/plan"))]
        case "sync-failed":
            return [(.getSync, .link("Runs", "\(sync)/runs"))]
        case "deliveries-refused":
            let query = ["refused": "true", "source": name]
            let path = PageRequest.href(PageSection.deliveries.path, query)
            return [(.explain, .link("Explain", path))]
        case "no-valid-secret", "secret-ends-soon", "old-secret-in-use":
            return [(.addSourceSecret, .link("Add a secret", "\(source)/secrets/new"))]
        case "source-disabled":
            return [(.updateSource, .link("Enable", "\(source)/switch"))]
        default: return []
        }
    }
}
