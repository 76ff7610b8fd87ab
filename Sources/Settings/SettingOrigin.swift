/// Where the value of a setting comes from.
package enum SettingOrigin: String, Sendable, CaseIterable {
    case flag, environment, file
    /// No place gives a value, so the default applies.
    case standard = "default"
}
