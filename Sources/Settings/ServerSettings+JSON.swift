package import Encodings

extension ServerSettings {
    /// Every setting in effect; secret ones only say whether they are set.
    package var json: CanonicalValue {
        .list(
            Setting.all.map { setting in
                let text = setting.shown(self)
                return .object([
                    "name": .text(setting.name),
                    "value": setting.isSecret ? .null : .optional(text) ?? .null,
                    "isSecret": .bool(setting.isSecret), "isSet": .bool(text != nil),
                    "origin": text == nil
                        ? .null : .optional(origins[setting.name]?.rawValue) ?? .null,
                ])
            }
        )
    }

    /// The settings of a running server from its own listing, with the secrets that are known here.
    ///
    /// - Throws: `SettingsError` for a value that this version cannot parse.
    package static func load(
        json: JSONValue,
        environment: [String: String]
    ) throws(SettingsError) -> ServerSettings {
        var flags: [String: String] = [:]
        var secrets: [String: String] = [:]
        var origins: [String: SettingOrigin] = [:]
        for entry in json.array ?? [] {
            guard let name = entry["name"]?.string, names.contains(name) else { continue }
            if entry["isSecret"]?.bool == true { secrets[name] = environment[name] }
            if let value = entry["value"]?.string { flags[name] = value }
            origins[name] = entry["origin"]?.string.flatMap(SettingOrigin.init)
        }
        var settings = try load(flags: flags, environment: secrets, configFile: nil)
        settings.origins.merge(origins) { $1 }
        return settings
    }
}
