internal import APIRoutes
internal import Encodings

/// What stands above all pages of one sync.
enum SyncHead {
    /// A page of a sync.
    enum Tab: String, Sendable, CaseIterable {
        case keys

        var title: String {
            switch self {
            case .keys: "Keys"
            }
        }

        func path(of id: String) -> String {
            switch self {
            case .keys: SyncValues.path(id)
            }
        }
    }

    /// The values of the template `sync-head`.
    static func values(_ sync: JSONValue, _ tab: Tab, _ request: PageRequest) -> PageValue {
        let id = sync["id"]?.string ?? ""
        let times = request.times
        return SyncValues.facts(sync)
            .adding([
                "badge": Badge.ofSync(sync, times).value,
                "badges": .list([Badge.ofPin(sync)?.value].compactMap(\.self)),
                "sentence": .text(Sentence.text(sync["stateMessage"]?.string ?? "")),
                "next": times.value(sync["nextTryAt"]?.string),
                "schema": .optional(sync["syncOptions"]?["keySchema"]?.string),
                "autoSync": sync["isAutoSyncEnabled"]?.bool == true ? "on" : "off",
                "banners": .list(banners(sync)),
                "progress": progress(sync["progress"]),
                "tabs": .list(
                    Tab.allCases.map {
                        .object([
                            "text": .text($0.title), "href": .text($0.path(of: id)),
                            "isCurrent": .flag($0 == tab),
                        ])
                    }
                ),
            ])
    }

    /// What everybody who looks at the sync should know, whatever page it is.
    private static func banners(_ sync: JSONValue) -> [PageValue] {
        (sync["notices"]?.array ?? [])
            .map { notice in
                .object([
                    "kind": .text(Badge.Kind.warn.rawValue), "icon": .text(Badge.Kind.warn.icon),
                    "text": .text(Sentence.text(notice["message"]?.string ?? "")),
                ])
            }
    }

    private static func progress(_ progress: JSONValue?) -> PageValue? {
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
