/// A setting of the server, and all that there is to say about it.
///
/// Flags, environment variables, members of the file, defaults, `--help`, error messages and the
/// API's listing of settings are made from the table `Setting.all`.
package struct Setting: Sendable {
    /// What follows a setting's flag.
    package enum Flag: Sendable {
        /// The value.
        case value
        /// The path of a file that contains the value: everybody sees command lines.
        case file
        /// Nothing; the flag itself means `true`.
        case nothing
    }

    /// The name in the environment, in the file and in messages, such as
    /// `CHECKLY_SYNC_LOG_LEVEL`.
    package let name: String
    /// The name of the flag, without dashes.
    package let flagName: String
    /// What follows the flag.
    package let flag: Flag
    /// What the setting is for, as a phrase for `--help`.
    let summary: String
    /// The text that applies where none is given; nil for none.
    package let standard: String?
    /// The default in the words of `--help`; nil if it mentions none.
    let shownStandard: String?
    /// The text of the value in effect, which gives the same value again; nil if there is no value.
    ///
    /// Of a secret, the text is blank.
    let shown: @Sendable (ServerSettings) -> String?

    /// Whether the value is never shown.
    package var isSecret: Bool { flag == .file }

    /// The description of the flag in `--help`.
    package var help: String {
        let line = name + (flag == .file ? ", " : ": ") + summary
        return line + (shownStandard.map { " (default: \($0))" } ?? "")
    }

    /// The prefix that a file may leave out.
    static let prefix = "CHECKLY_SYNC_"

    /// Whether a member of a file is this setting: by its name or its short form, in either case.
    func isNamed(_ member: String) -> Bool {
        let member = member.uppercased()
        return name == member || name == Self.prefix + member
    }
}

/// A setting together with the form of its values.
package struct TypedSetting<Value: Sendable>: Sendable {
    /// The setting without the type of its values.
    package let setting: Setting
    /// How the values are written.
    let form: SettingForm<Value>

    /// The name in the environment, in the file and in messages.
    package var name: String { setting.name }

    /// - Parameters:
    ///   - shortName: The name without the prefix; the flag's name is made from it.
    ///   - form: How the values are written.
    ///   - value: The value in effect.
    ///   - summary: What the setting is for, as a phrase for `--help`.
    ///   - standard: The text that applies where none is given.
    ///   - shownStandard: The default in the words of `--help`, if they are not those of
    ///     `standard`.
    ///   - flag: What follows the flag.
    init(
        _ shortName: String,
        _ form: SettingForm<Value>,
        _ value: @escaping @Sendable (ServerSettings) -> Value,
        _ summary: String,
        standard: String? = nil,
        shownStandard: String? = nil,
        flag: Setting.Flag = .value
    ) {
        let flagName = shortName.lowercased().replacing("_", with: "-")
        self.init(
            name: Setting.prefix + shortName,
            flagName: flag == .file ? flagName + "-file" : flagName,
            form,
            value,
            summary,
            standard: standard,
            shownStandard: flag == .nothing ? nil : shownStandard ?? standard,
            flag: flag
        )
    }

    /// Makes a setting whose name lacks the prefix.
    init(
        name: String,
        flagName: String,
        _ form: SettingForm<Value>,
        _ value: @escaping @Sendable (ServerSettings) -> Value,
        _ summary: String,
        standard: String?,
        shownStandard: String?,
        flag: Setting.Flag = .value
    ) {
        self.form = form
        setting = Setting(
            name: name,
            flagName: flagName,
            flag: flag,
            summary: summary,
            standard: standard,
            shownStandard: shownStandard,
            shown: { form.text(value($0)) }
        )
    }
}
