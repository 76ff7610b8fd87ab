internal import APIRoutes
internal import Encodings
internal import Pages
internal import SyncWizard

/// What stands above all pages of one sync.
enum SyncHead {
    /// A page of a sync.
    enum Tab: String, Sendable, CaseIterable {
        case keys, plan, runs, history, time, settings

        var title: String {
            switch self {
            case .keys: "Keys"
            case .plan: "Plan"
            case .runs: "Runs"
            case .history: "History"
            case .time: "Time"
            case .settings: "Settings"
            }
        }

        /// The key that opens it; nil for none.
        var shortcut: String? {
            switch self {
            case .plan: "p"
            case .history: "h"
            case .time: "t"
            case .keys, .runs, .settings: nil
            }
        }

        func path(of id: String) -> String {
            switch self {
            case .keys: PagePath.sync(id)
            case .plan, .runs, .history, .time, .settings: "\(PagePath.sync(id))/\(rawValue)"
            }
        }
    }

    /// The values of the template `sync-head`; a page that is no tab marks none.
    static func values(_ sync: JSONValue, _ tab: Tab?, _ request: PageRequest) -> PageValue {
        let id = sync["id"]?.string ?? ""
        let times = request.times
        return SyncValues.facts(sync)
            .adding([
                "badge": Badge.ofSync(sync, times).value,
                "badges": .list([Badge.ofPin(sync)?.value].compactMap(\.self)),
                "sentence": .text(Sentence.text(sync["stateMessage"]?.string ?? "")),
                "schema": .optional(sync["syncOptions"]?["keySchema"]?.string),
                "autoSync": sync["isAutoSyncEnabled"]?.bool == true ? "on" : "off",
                "banners": .list(banners(sync, request)),
                "progress": progress(sync["progress"]),
                "notice": request.notice?.value,
                "actions": .list(actions(id, tab, request)),
                "more": .list(more(sync, id, request)),
                "tabs": .list(
                    Tab.allCases.map {
                        .members([
                            "text": .text($0.title), "href": .text($0.path(of: id)),
                            "isCurrent": .flag($0 == tab), "shortcut": .optional($0.shortcut),
                        ])
                    }
                ),
            ])
    }

    /// What everybody who looks at the sync should know, whatever page it is.
    private static func banners(_ sync: JSONValue, _ request: PageRequest) -> [PageValue] {
        let id = sync["id"]?.string ?? ""
        return holds(sync, id, request)
            + (sync["notices"]?.array ?? [])
            .map { notice in
                .object([
                    "kind": .text(Badge.Kind.warn.rawValue), "icon": .text(Badge.Kind.warn.icon),
                    "text": .text(Sentence.text(notice["message"]?.string ?? "")),
                ])
            }
    }

    /// What keeps the sync from following its source, with the way out.
    private static func holds(
        _ sync: JSONValue,
        _ id: String,
        _ request: PageRequest
    ) -> [PageValue] {
        func banner(_ text: String, _ action: SyncAction) -> PageValue {
            .members([
                "kind": .text(Badge.Kind.hold.rawValue), "icon": .text(Badge.Kind.hold.icon),
                "text": .text(text),
                "action": request.mayUse(action.route)
                    ? .link(action.title, action.path(of: id)) : nil,
            ])
        }
        var banners: [PageValue] = []
        if sync["needsConsent"]?.bool == true {
            banners.append(
                .members([
                    "kind": .text(Badge.Kind.hold.rawValue), "icon": .text(Badge.Kind.hold.icon),
                    "text": "Nothing is pushed before somebody accepts a plan.",
                    "action": request.mayUse(.applyPlan)
                        ? .link("Look at the plan", Tab.plan.path(of: id)) : nil,
                ])
            )
        }
        if let since = sync["pause"]?["since"]?.string.flatMap(request.times.ago) {
            let reason = sync["pause"]?["reason"]?.string.map { ": \($0)" } ?? ""
            banners.append(banner("Paused \(since)\(reason).", .resume))
        }
        if let position = sync["pinnedTo"]?.integer {
            banners.append(banner("Pinned to #\(position): newer changes wait.", .unpin))
        }
        return banners
    }

    private static func actions(
        _ id: String,
        _ tab: Tab?,
        _ request: PageRequest
    ) -> [PageValue] {
        guard request.mayUse(.applyPlan), tab != .plan else { return [] }
        let href = PageValue.text(Tab.plan.path(of: id))
        return [.object(["text": "Push now…", "href": href, "isPrimary": true])]
    }

    /// What else can be done to the sync as it is; what one may not do is not offered.
    private static func more(
        _ sync: JSONValue,
        _ id: String,
        _ request: PageRequest
    ) -> [PageValue] {
        let isPaused = sync["pause"]?.isNull == false
        let isPinned = sync["pinnedTo"]?.isNull == false
        var actions: [SyncAction] = [isPaused ? .resume : .pause, isPinned ? .unpin : .pin]
        if sync["parked"]?.array?.isEmpty == false { actions.append(.retry) }
        actions += [.push, .adopt, .remove, .delete]
        let setup: [PageValue] =
            request.mayUse(.createSync)
            ? [
                .link("Edit…", PageRequest.href(WizardPage.path, ["sync": id])),
                .link("Duplicate…", PageRequest.href(WizardPage.path, ["copy": id])),
            ] : []
        return setup
            + actions.filter { request.mayUse($0.route) }
            .map { .link("\($0.title)…", $0.path(of: id)) }
    }

    /// How far the open run is; nil if there is none.
    static func progress(_ progress: JSONValue?) -> PageValue? {
        guard let planned = progress?["planned"]?.integer, planned > 0 else { return nil }
        let done = progress?["done"]?.integer ?? 0
        let failed = progress?["failed"]?.integer ?? 0
        let percent = min(100, (done + failed) * 100 / planned)
        return .object([
            "barWidth": .number(percent),
            "text": .text(
                "\(done) of \(planned) done" + (failed > 0 ? ", \(failed) failed" : "")
            ),
        ])
    }
}
