package import Encodings

/// An event of the API as a sentence: who did what.
package struct EventSentence: Sendable {
    /// An event as the API shows it.
    package let event: JSONValue

    /// - Parameter event: An event as the API shows it.
    package init(event: JSONValue) { self.event = event }

    private var type: String { event["type"]?.string ?? "" }
    private var data: JSONValue? { event["data"] }

    /// Who or what made it so; nil for the server's own work.
    package var by: String? {
        let actor = event["actor"]
        let name = actor?["name"]?.string ?? actor?["id"]?.string
        let source = event["source"]?.string
        if let name, let source { return "\(name) via \(source)" }
        return name ?? source
    }

    /// Whether it tells that something did not work.
    package var isFailure: Bool {
        switch type {
        case "source.read-failed", "push.variable-failed", "delivery.malformed": true
        case "push.finished": data?["outcome"]?.isText("failed") == true
        default: false
        }
    }

    /// What who did it did.
    package var text: String {
        switch type {
        case "secrets.changed": "\(changes) in \(place)"
        case "secrets.snapshot": "Reported all of \(place): \(keys("secrets"))"
        case "secrets.imports": "Reported what \(place) imports"
        case "source.notified": "Said that \(place) changed"
        case "folder.observed": "Read \(place); it differed from what was known"
        case "source.read-failed": "Could not read \(place)\(reason)"
        case "delivery.ignored": "Sent a delivery that says nothing about secrets"
        case "delivery.malformed": "Sent a body that could not be read"
        case "push.started": "Began a push"
        case "push.attempted": "Is about to write \(keys("writes"))"
        case "push.variable-written": "Wrote \(key)"
        case "push.variable-deleted": "Deleted \(key)"
        case "push.variable-failed": "Could not write \(key)\(reason)"
        case "push.variable-skipped": "Left \(key) as it is"
        case "push.finished": isFailure ? "A push failed\(reason)" : "Ended a push well"
        case "values.revealed": "Read values in plain text"
        case "log.exported": "Exported the log"
        case "values.shredded": "Destroyed values"
        case "key.rotated": "Rotated a key"
        default: configured
        }
    }

    /// The words of a change that somebody made to what is configured, such as "sync was paused".
    private var configured: String {
        let parts = type.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return type }
        let name = data?["name"]?.string.map { " \($0)" } ?? ""
        let noun = parts[0].prefix(1).uppercased() + parts[0].dropFirst()
        return "\(noun)\(name): \(parts[1].replacing("-", with: " "))"
    }

    /// Such as `Changed 2 and deleted 1 key`.
    private var changes: String {
        let changes = data?["changes"]?.array ?? []
        let deleted = changes.count { $0["op"]?.isText("delete") == true }
        let changed = changes.count - deleted
        func keys(_ count: Int) -> String { count == 1 ? "1 key" : "\(count) keys" }
        if deleted == 0 { return "Changed \(keys(changed))" }
        if changed == 0 { return "Deleted \(keys(deleted))" }
        return "Changed \(changed) and deleted \(keys(deleted))"
    }

    /// Why it did not work, after a colon; empty if that is not known.
    private var reason: String {
        let problem = data?["problem"] ?? data
        return problem?["message"]?.string.map { ": \(Sentence.text($0))" } ?? ""
    }

    private var key: String { data?["key"]?.string ?? "a variable" }

    private var place: String {
        let folder = data?["folder"] ?? data
        return "\(folder?["environment"]?.string ?? "") \(folder?["secretPath"]?.string ?? "")"
    }

    private func keys(_ member: String) -> String {
        let count = data?[member]?.array?.count ?? 0
        return count == 1 ? "1 key" : "\(count) keys"
    }
}
