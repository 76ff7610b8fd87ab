/// What a reader prefers, kept in a cookie.
package struct Preferences: Sendable, Equatable {
    /// How times are shown.
    package enum Times: String, Sendable, CaseIterable {
        /// How long ago, or in how long.
        case relative
        case utc

        /// The name in the form.
        package var title: String {
            switch self {
            case .relative: "How long ago"
            case .utc: "UTC"
            }
        }
    }

    /// The colours of the pages.
    package enum Theme: String, Sendable, CaseIterable {
        /// What the browser prefers.
        case auto
        case light, dark

        /// The name in the form.
        package var title: String {
            switch self {
            case .auto: "As the system"
            case .light: "Light"
            case .dark: "Dark"
            }
        }
    }

    /// How times are shown.
    package var times = Times.relative
    /// The colours.
    package var theme = Theme.auto
    /// Whether single keys are shortcuts (WCAG 2.1.4).
    package var hasShortcuts = true

    /// Reads the cookie; what it does not know is as usual.
    package init(_ text: String = "") {
        let words = text.split(separator: ".").map(String.init)
        for word in words {
            if let times = Times(rawValue: word) { self.times = times }
            if let theme = Theme(rawValue: word) { self.theme = theme }
        }
        if words.contains(Self.noShortcuts) { hasShortcuts = false }
    }

    /// These preferences with what a form changes.
    package func changed(by form: [String: String]) -> Preferences {
        var changed = self
        if let times = form["times"].flatMap(Times.init) { changed.times = times }
        if let theme = form["theme"].flatMap(Theme.init) { changed.theme = theme }
        if let shortcuts = form["shortcuts"] { changed.hasShortcuts = shortcuts != "off" }
        return changed
    }

    private static let noShortcuts = "keys-off"

    /// The text of the cookie.
    package var text: String {
        let words = [times.rawValue, theme.rawValue] + (hasShortcuts ? [] : [Self.noShortcuts])
        return words.joined(separator: ".")
    }
}
