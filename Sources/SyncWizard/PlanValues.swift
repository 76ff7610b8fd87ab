package import APIRoutes
package import Encodings
package import Pages
internal import Reconciliation

/// A plan of the API as pages show it: what is lost first.
package struct PlanValues: Sendable {
    /// The changes of one kind.
    enum Group: String, Sendable, CaseIterable {
        case delete
        /// Updates of variables that no sync here wrote.
        case overwrite
        case conflict, update, create, skip, unchanged

        /// The words above them, before their number.
        var title: String {
            switch self {
            case .delete: "To delete"
            case .overwrite: "To overwrite, although nobody here wrote them"
            case .conflict: "Left to another sync"
            case .update: "To update"
            case .create: "To create"
            case .skip: "Skipped"
            case .unchanged: "Unchanged"
            }
        }

        /// The words of its link among the totals.
        func total(_ count: Int64) -> String {
            switch self {
            case .delete: "\(count) to delete"
            case .overwrite: "\(count) to overwrite"
            case .conflict: "\(count) in conflict"
            case .update: "\(count) to update"
            case .create: "\(count) to create"
            case .skip: "\(count) skipped"
            case .unchanged: "\(count) unchanged"
            }
        }

        var kind: Badge.Kind {
            switch self {
            case .delete, .conflict: .bad
            case .overwrite: .warn
            case .update, .create: .busy
            case .skip, .unchanged: .wait
            }
        }

        var sign: String {
            switch self {
            case .delete: "−"
            case .overwrite, .update: "~"
            case .conflict: "⚑"
            case .create: "+"
            case .skip: "○"
            case .unchanged: "="
            }
        }
    }

    /// The maximum number of rows of a group, unless it alone is shown or somebody agrees to it.
    private static let rowLimit = 200

    /// The plan as the API shows it.
    package let plan: JSONValue

    /// - Parameter plan: A plan as the API shows it.
    package init(plan: JSONValue) { self.plan = plan }

    /// The id to approve it by.
    package var id: String { plan["planId"]?.string ?? "" }

    /// The changes of a group.
    func changes(_ group: Group) -> [JSONValue] {
        (plan["changes"]?.array ?? []).filter { Self.group(of: $0) == group }
    }

    private static func group(of change: JSONValue) -> Group? {
        let isForeign = change["isForeign"]?.bool == true
        return switch change["action"]?.string.flatMap(Plan.Action.init) {
        case .create?: .create
        case .update?: isForeign ? .overwrite : .update
        case .delete?: .delete
        case .unchanged?: .unchanged
        case .skip?: .skip
        case .conflict?: .conflict
        case nil: nil
        }
    }

    private func count(_ group: Group) -> Int64 {
        switch group {
        case .unchanged: plan["summary"]?["unchanged"]?.integer ?? 0
        case .delete, .overwrite, .conflict, .update, .create, .skip:
            Int64(changes(group).count)
        }
    }

    /// Whether carrying it out takes something away that somebody may miss.
    package var isDestructive: Bool { count(.delete) + count(.overwrite) > 0 }

    /// Whether it changes nothing.
    package var isEmpty: Bool {
        [Group.delete, .overwrite, .update, .create].allSatisfy { count($0) == 0 }
    }

    /// Its totals in a few words, such as "1 to delete, 2 to create".
    package var words: String {
        let groups: [Group] = [.delete, .overwrite, .conflict, .update, .create]
        let totals = groups.map { ($0, count($0)) }.filter { $0.1 > 0 }.map { $0.total($1) }
        return totals.isEmpty ? "nothing to change" : totals.joined(separator: ", ")
    }

    /// What is told who did not confirm it.
    package static let unread = "Read what is deleted and overwritten, and tick the box."

    /// What somebody confirms who has read what is lost; nil if nothing is.
    package var acknowledgement: String? {
        let (deleted, overwritten) = (count(.delete), count(.overwrite))
        let parts = [
            deleted > 0 ? "\(deleted) \(deleted == 1 ? "deletion" : "deletions")" : nil,
            overwritten > 0
                ? "\(overwritten) \(overwritten == 1 ? "overwrite" : "overwrites")" : nil,
        ]
        .compactMap(\.self)
        return parts.isEmpty ? nil : "I have read the \(parts.joined(separator: " and "))"
    }

    /// What it takes away, in a sentence.
    var outlook: String {
        let (deleted, overwritten) = (count(.delete), count(.overwrite))
        func variables(_ count: Int64) -> String {
            count == 1 ? "1 variable" : "\(count) variables"
        }
        switch (deleted, overwritten) {
        case (0, 0): return "Takes nothing away that is at Checkly now."
        case (_, 0): return "Deletes \(variables(deleted)):"
        case (0, _): return "Overwrites \(variables(overwritten)) that nobody here wrote:"
        case (_, _):
            return "Deletes \(variables(deleted)) and overwrites \(overwritten) that nobody here "
                + "wrote:"
        }
    }

    /// The values of the template `plan-groups`.
    ///
    /// - Parameter request: The page, whose query may show one group only.
    /// - Returns: An object.
    package func value(_ request: PageRequest) -> PageValue {
        let shown = request.query["show"].flatMap(Group.init)
        let groups = Group.allCases.filter { shown == nil || shown == $0 }
        return .members([
            "totals": .list(totals(shown, request)),
            "sentence": .text(sentence(request.times)),
            "problem": problem,
            "groups": .list(groups.compactMap { value(of: $0, isOpen: shown == $0) }),
            "empty": isEmpty && count(.conflict) + count(.skip) == 0
                ? .object([
                    "title": "Nothing to do",
                    "text": .text(Self.unchanged(count(.unchanged))),
                ]) : nil,
        ])
    }

    private static func unchanged(_ count: Int64) -> String {
        switch count {
        case 0: "The source has no keys, and the sync has no variables."
        case 1: "The one key is as last written."
        default: "All \(count) keys are as last written."
        }
    }

    private func totals(_ shown: Group?, _ request: PageRequest) -> [PageValue] {
        func link(_ text: String, _ group: Group?) -> PageValue {
            .members([
                "text": .text(text), "href": .text(request.href(["show": group?.rawValue])),
                "kind": group.map { .text($0.kind.rawValue) }, "isCurrent": .flag(shown == group),
            ])
        }
        let present = Group.allCases.filter { count($0) > 0 }
        return [link("All", nil)] + present.map { link($0.total(count($0)), $0) }
    }

    private func sentence(_ times: TimeText) -> String {
        let requests = plan["requests"]?.integer ?? 0
        let listed = plan["listedAt"]?.string.flatMap(times.ago)
        return "\(requests) \(requests == 1 ? "request" : "requests") to Checkly"
            + (listed.map { "; Checkly was listed \($0)" } ?? "") + "."
    }

    private var problem: PageValue? {
        guard let problem = plan["problem"], let code = problem["code"]?.string else { return nil }
        var failure = Failure(problem["message"]?.string ?? "")
        failure.code = code
        return failure.value
    }

    /// The values in place of a plan that cannot be made.
    package static func missing(_ error: APIError) -> PageValue {
        .object([
            "totals": .list([]), "groups": .list([]), "problem": Failure(error).value,
        ])
    }

    private func value(of group: Group, isOpen: Bool) -> PageValue? {
        let changes = changes(group)
        guard !changes.isEmpty else { return nil }
        let isWhole = isOpen || group == .delete || group == .overwrite
        let shown = isWhole ? changes.count : Self.rowLimit
        let more = changes.count - shown
        let isQuiet = group == .unchanged || group == .skip
        return .members([
            "title": .text(group.title), "kind": .text(group.kind.rawValue),
            "isOpen": .flag(isOpen || !isQuiet), "count": .count(changes.count),
            "rows": .list(changes.prefix(shown).map { row($0, group) }),
            "rest": more > 0 ? .text("and \(more) more") : nil,
        ])
    }

    private func row(_ change: JSONValue, _ group: Group) -> PageValue {
        let position = change["cause"]?.integer
        return .members([
            "sign": .text(group.sign), "key": .text(change["key"]?.string ?? ""),
            "sourceKey": .optional(change["sourceKey"]?.string),
            "reason": .text(change["reason"]?.string ?? ""),
            "cause": position.map {
                .object(["position": .number($0), "href": .text(PagePath.event($0))])
            },
            "owner": change["owner"]?["syncId"]?.string
                .map { .link(change["owner"]?["name"]?.string ?? $0, PagePath.sync($0)) },
            "isForeign": .flag(change["isForeign"]?.bool == true),
        ])
    }
}
