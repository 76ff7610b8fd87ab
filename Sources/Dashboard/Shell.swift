internal import APIRoutes
internal import Pages
internal import SyncModel

/// What surrounds every page: header, navigation and footer.
struct Shell: Sendable {
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
            "pageTitle": .text(
                (document.hasErrors ? "Error: " : "") + title.joined(separator: " · ")
            ),
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
                "warnAfter": .number(Self.warningDelay(session, now)),
            ]),
            "csrf": .text(session.csrf),
            "nav": navigation(document.section),
            "breadcrumbs": .list(document.breadcrumbs),
            "clock": choices(Preferences.Times.allCases, preferences.times, \.title),
            "themes": choices(Preferences.Theme.allCases, preferences.theme, \.title),
            "back": .field(path),
            "version": .text(version), "position": .number(head()),
            "loadedAt": TimeText(times: .utc, now: now).value(now),
            "search": .object(["query": ""]),
            "live": document.regions.isEmpty ? nil : .object(["isOn": true]),
        ])
    }

    /// How long before a session ends its reader is warned (WCAG 2.2 criterion 2.2.1).
    private static let warningTime = Duration.seconds(120)

    /// In how many milliseconds an open page warns that its session ends.
    private static func warningDelay(_ session: Session, _ now: Timestamp) -> Int64 {
        let end = min(session.endsAt, now.advanced(by: Sessions.idleTime))
        return max(0, end.advanced(by: .zero - warningTime).milliseconds - now.milliseconds)
    }

    private func navigation(_ current: PageSection?) -> PageValue {
        .list(
            PageSection.allCases.map {
                .members([
                    "text": .text($0.title), "href": .text($0.path),
                    "isCurrent": .flag($0 == current), "shortcut": .optional($0.shortcut),
                ])
            }
        )
    }

    private func shortcuts(_ preferences: Preferences) -> PageValue {
        .object([
            "isOff": .flag(!preferences.hasShortcuts),
            "choices": .list([
                PageValue.option("on", "On", preferences.hasShortcuts),
                PageValue.option("off", "Off", !preferences.hasShortcuts),
            ]),
        ])
    }

    private func choices<Choice: RawRepresentable<String> & Equatable>(
        _ all: [Choice],
        _ chosen: Choice,
        _ title: (Choice) -> String
    ) -> PageValue {
        .object([
            "choices": .list(all.map { PageValue.option($0.rawValue, title($0), $0 == chosen) })
        ])
    }
}
