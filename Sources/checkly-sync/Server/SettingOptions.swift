internal import Encodings
import ArgumentParser
import ChecklySyncServer
import FoundationEssentials
internal import Settings

/// A flag for each setting, and one for a file of them; secret settings are read from files.
///
/// The flags are those of the table of settings: a new setting is added there, and not here.
struct SettingOptions: ParsableArguments {
    /// All settings but the one whose flag the commands have themselves.
    private static let settings = Setting.all.filter { $0.name != Setting.caFile.name }

    /// The words of the command line, by the names of the settings; `true` for a flag that takes
    /// none.
    private var given: [String: String] = [:]
    /// The path of the file of settings.
    private var config: String?

    /// The flags that say which server is meant, with what was given.
    var place: [(name: String, value: String?)] {
        let settings = [
            Setting.data.setting, Setting.adminListen.setting, Setting.adminToken.setting,
        ]
        return settings.map { ("--" + $0.flagName, given[$0.name]) } + [("--config", config)]
    }

    init() {}

    init(from decoder: any Decoder) throws {
        let flags = try decoder.container(keyedBy: SettingKey.self)
        for setting in Self.settings {
            let key = SettingKey(stringValue: setting.name)
            switch setting.flag {
            case .value, .file:
                given[setting.name] = try flags.decode(Option<String?>.self, forKey: key)
                    .wrappedValue
            case .nothing:
                let isGiven = try flags.decode(Flag<Bool>.self, forKey: key).wrappedValue
                given[setting.name] = isGiven ? "true" : nil
            }
        }
        config = try flags.decode(Option<String?>.self, forKey: .config).wrappedValue
    }

    /// Combines flags, environment, file and defaults.
    ///
    /// - Parameter caFile: The value of the command's own flag for `Setting.caFile`.
    /// - Returns: The settings, each checked.
    /// - Throws: `SettingsError`; `ExitCode.validationFailure`, after reporting it, if a flag is
    ///   wrong; `CommandError` for the file of a secret that cannot be read, or a command for the
    ///   master key that fails.
    func load(caFile: String? = nil) throws -> ServerSettings {
        var flags = given
        for setting in Self.settings where setting.flag == .file {
            flags[setting.name] = try given[setting.name].map(LocalFile.line)
        }
        flags[Setting.caFile.name] = caFile
        var settings: ServerSettings
        do throws(SettingsError) {
            settings = try ServerSettings.load(
                flags: flags,
                environment: ProcessInfo.processInfo.environment,
                configFile: config
            )
        } catch {
            guard error.settings.contains(where: { flags[$0] != nil }) else { throw error }
            printError(error.description)
            throw ExitCode.validationFailure
        }
        settings.masterKey = try GivenMasterKey.find(in: settings)
        settings.newMasterKey = try GivenMasterKey.findNew(in: settings)
        return settings
    }
}

/// `ArgumentParser` finds the flags of a command by reflection, so that they can be made from the
/// table instead of being written out as properties.
extension SettingOptions: CustomReflectable {
    var customMirror: Mirror {
        let flags: [Mirror.Child] = Self.settings.map { ($0.name, $0.option) }
        let config = Option<String?>(help: "A YAML file of settings by their names.")
        return Mirror(self, children: flags + [(SettingKey.config.stringValue, config)])
    }
}

/// The key by which `ArgumentParser` knows a flag: the name of its setting, or `config`.
private struct SettingKey: CodingKey {
    static let config = SettingKey(stringValue: "config")

    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Setting {
    /// The definition of the flag.
    fileprivate var option: Any {
        let name = NameSpecification.customLong(flagName)
        let help = ArgumentHelp(stringLiteral: help)
        switch flag {
        case .value, .file: return Option<String?>(name: name, help: help)
        case .nothing: return ArgumentParser.Flag<Bool>(wrappedValue: false, name: name, help: help)
        }
    }
}
