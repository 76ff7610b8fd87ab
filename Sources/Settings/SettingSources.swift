internal import Configuration

/// The places that settings are given in: flags over environment over file over defaults.
///
/// swift-configuration decides which place counts, and redacts secrets in what it prints. Two
/// things are our own, because the library cannot do them as the command line promises:
/// - `ArgumentParser` reads the flags, and `SettingsFile` the file. The library's readers neither
///   refuse names that are no setting's nor stop at YAML's aliases.
/// - `SettingForm` parses the values. The library takes a value of the wrong form for a missing one
///   or, where it throws, tells neither the value nor the form that is expected.
///
/// A blank value counts as not given.
struct SettingSources: Sendable {
    private let reader: ConfigReader
    /// Where each setting's value comes from; those without a value lack.
    let origins: [String: SettingOrigin]

    /// - Parameters:
    ///   - flags: Values by the names of the settings.
    ///   - environment: The process's environment.
    ///   - file: Values by the names of the settings.
    ///   - reporter: Learns which settings are read; secrets reach it marked as such.
    init(
        flags: [String: String],
        environment: [String: String],
        file: [String: String],
        reporter: (any AccessReporter)? = nil
    ) {
        var standards: [String: String] = [:]
        for setting in Setting.all { standards[setting.name] = setting.standard }
        var origins = standards.mapValues { _ in SettingOrigin.standard }
        for (origin, texts) in [
            (SettingOrigin.file, file), (.environment, environment), (.flag, flags),
        ] {
            for setting in Setting.all where texts[setting.name]?.isEmpty == false {
                origins[setting.name] = origin
            }
        }
        self.origins = origins
        reader = ConfigReader(
            providers: [
                Self.values(flags, from: "flags"), Self.variables(environment),
                Self.values(file, from: "file"), Self.values(standards, from: "defaults"),
            ],
            accessReporter: reporter
        )
    }

    /// The text given for a setting, or its default; nil for neither.
    func text(_ setting: Setting) -> String? {
        reader.string(forKey: ConfigKey([setting.name]), isSecret: setting.isSecret)
    }

    /// The value given for a setting, or its default.
    ///
    /// - Throws: `SettingsError.malformed` for a text that does not have the setting's form.
    func value<Value>(_ setting: TypedSetting<Value>) throws(SettingsError) -> Value {
        let (text, form) = (text(setting.setting), setting.form)
        guard let value = text.map(form.parse) ?? form.absent else {
            throw .malformed(name: setting.name, value: text ?? "", expected: form.expected)
        }
        return value
    }

    private static func values(
        _ texts: [String: String],
        from place: String
    ) -> InMemoryProvider {
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for setting in Setting.all {
            guard let text = texts[setting.name], !text.isEmpty else { continue }
            values[AbsoluteConfigKey([setting.name])] = ConfigValue(
                .string(text),
                isSecret: setting.isSecret
            )
        }
        return InMemoryProvider(name: place, values: values)
    }

    /// The settings in the environment; its other variables are not kept.
    private static func variables(_ environment: [String: String]) -> EnvironmentVariablesProvider {
        let names = Set(Setting.all.map(\.name))
        return EnvironmentVariablesProvider(
            environmentVariables: environment.filter {
                names.contains($0.key) && !$0.value.isEmpty
            },
            secretsSpecifier: .specific(Set(Setting.all.filter(\.isSecret).map(\.name)))
        )
    }
}
