/// What a reader prefers, kept in a cookie.
struct Preferences: Sendable, Equatable {
    /// How times are shown.
    enum Times: String, Sendable, CaseIterable {
        /// How long ago, or in how long.
        case relative
        case utc

        /// The name in the form.
        var title: String {
            switch self {
            case .relative: "How long ago"
            case .utc: "UTC"
            }
        }
    }

    /// The colours of the pages.
    enum Theme: String, Sendable, CaseIterable {
        /// What the browser prefers.
        case auto
        case light, dark

        /// The name in the form.
        var title: String {
            switch self {
            case .auto: "As the system"
            case .light: "Light"
            case .dark: "Dark"
            }
        }
    }

    var times = Times.relative
    var theme = Theme.auto
    /// Whether single keys are shortcuts (WCAG 2.1.4).
    var hasShortcuts = true

    /// Reads the cookie; what it does not know is as usual.
    init(_ text: String = "") {
        let words = text.split(separator: ".").map(String.init)
        for word in words {
            if let times = Times(rawValue: word) { self.times = times }
            if let theme = Theme(rawValue: word) { self.theme = theme }
        }
        if words.contains(Self.noShortcuts) { hasShortcuts = false }
    }

    /// These preferences with what a form changes.
    func changed(by form: [String: String]) -> Preferences {
        var changed = self
        if let times = form["times"].flatMap(Times.init) { changed.times = times }
        if let theme = form["theme"].flatMap(Theme.init) { changed.theme = theme }
        if let shortcuts = form["shortcuts"] { changed.hasShortcuts = shortcuts != "off" }
        return changed
    }

    private static let noShortcuts = "keys-off"

    /// The text of the cookie.
    var text: String {
        let words = [times.rawValue, theme.rawValue] + (hasShortcuts ? [] : [Self.noShortcuts])
        return words.joined(separator: ".")
    }
}
