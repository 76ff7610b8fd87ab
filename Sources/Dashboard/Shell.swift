internal import APIRoutes
internal import SyncModel

/// What surrounds every page: header, navigation and footer.
struct Shell: Sendable {
    /// A section of the navigation, in its order.
    enum Section: String, Sendable, CaseIterable {
        case syncs, deliveries, events, sources, connections

        var title: String {
            switch self {
            case .syncs: "Syncs"
            case .deliveries: "Deliveries"
            case .events: "Events"
            case .sources: "Sources"
            case .connections: "Connections"
            }
        }

        var path: String { "/\(rawValue)" }

        /// The keys that open it, as `data-shortcut` has them.
        var shortcut: String {
            switch self {
            case .syncs: "g s"
            case .deliveries: "g d"
            case .events: "g e"
            case .sources: "g w"
            case .connections: "g c"
            }
        }
    }

    let assets: Assets
    let version: String
    /// The last position of the log.
    let head: @Sendable () -> Int64

    /// The values of a page, those of its template included.
    ///
    /// - Parameters:
    ///   - document: The page.
    ///   - session: Who is signed in; nil on pages before that.
    ///   - preferences: What the reader prefers.
    ///   - path: The path and query of the page.
    ///   - now: The time of the page.
    /// - Returns: An object.
    func values(
        of document: Page.Document,
        session: Session?,
        preferences: Preferences,
        path: String,
        now: Timestamp
    ) -> PageValue {
        let title = [document.heading, document.subject, "Checkly Sync"].compactMap(\.self)
        let values = document.values.adding([
            "pageTitle": .text(title.joined(separator: " · ")),
            "heading": .text(document.heading),
            "theme": .text(preferences.theme.rawValue),
            "css": .text(assets.path("app.css")), "js": .text(assets.path("app.js")),
            "icon": .text(assets.path("icon.svg")),
            "shortcuts": shortcuts(preferences),
        ])
        guard let session else { return values }
        return values.adding([
            "session": .object([
                "name": .text(session.caller.name),
                "role": .text(session.caller.role == .admin ? "may do everything" : "auditor"),
                "isAuditor": .flag(session.caller.role == .auditor),
            ]),
            "csrf": .text(session.csrf),
            "nav": navigation(document.section),
            "breadcrumbs": .list(document.breadcrumbs),
            "clock": choices(Preferences.Times.allCases, preferences.times, \.title),
            "themes": choices(Preferences.Theme.allCases, preferences.theme, \.title),
            "back": .field(path),
            "version": .text(version), "position": .number(head()),
            "loadedAt": TimeText(times: .utc, now: now).value(now),
        ])
    }

    private func navigation(_ current: Section?) -> PageValue {
        .list(
            Section.allCases.map {
                .object([
                    "text": .text($0.title), "href": .text($0.path),
                    "isCurrent": .flag($0 == current), "shortcut": .text($0.shortcut),
                ])
            }
        )
    }

    private func shortcuts(_ preferences: Preferences) -> PageValue {
        .object([
            "isOff": .flag(!preferences.hasShortcuts),
            "choices": .list([
                Self.option("on", "On", preferences.hasShortcuts),
                Self.option("off", "Off", !preferences.hasShortcuts),
            ]),
        ])
    }

    private func choices<Choice: RawRepresentable<String> & Equatable>(
        _ all: [Choice],
        _ chosen: Choice,
        _ title: (Choice) -> String
    ) -> PageValue {
        .object([
            "choices": .list(all.map { Self.option($0.rawValue, title($0), $0 == chosen) })
        ])
    }

    /// A choice of a select.
    static func option(_ value: String, _ text: String, _ isSelected: Bool) -> PageValue {
        .object([
            "value": .field(value), "text": .text(text), "isSelected": .flag(isSelected),
        ])
    }
}
