internal import Foundation
internal import LiveLog
internal import Yams

/// A YAML file of settings: a map of their names, or the short forms of these, and values.
enum SettingsFile {
    /// Reads the settings in a file, by their full names; one without a value is blank.
    ///
    /// - Throws: `SettingsError.configFile`; `SettingsError.unknownSetting` for a name that is no
    ///   setting's.
    static func read(_ path: String) throws(SettingsError) -> [String: String] {
        let content: Node?
        do {
            content = try Yams.compose(yaml: try SystemFile.text(path))
        } catch DataDirectoryError.file(_, let reason) {
            throw .configFile(path: path, reason: reason)
        } catch {
            throw .configFile(path: path, reason: "\(error.localizedDescription)")
        }
        guard let content else { return [:] }
        guard let members = content.mapping else {
            throw .configFile(path: path, reason: "it is not a map of names and values")
        }
        var values: [String: String] = [:]
        for (key, value) in members {
            let name = key.string ?? ""
            guard let setting = Setting.all.first(where: { $0.isNamed(name) }) else {
                throw .unknownSetting(name)
            }
            // Lists and maps are not expanded: their aliases may stand for more than fits into
            // memory.
            guard let scalar = value.scalar else {
                throw .configFile(path: path, reason: "\(name) is not one value")
            }
            // YAML has many words for true and false, and some of them are words of other settings.
            let text = setting.flag == .nothing ? "\(value.any)" : scalar.string
            values[setting.name] = value.null == nil ? text : ""
        }
        return values
    }
}
