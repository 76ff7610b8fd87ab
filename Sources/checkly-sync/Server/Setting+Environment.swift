import ChecklySyncServer
import FoundationEssentials

/// What commands that do not start a server take from the settings.
extension Setting {
    /// The setting's text in the environment, even a blank one; nil if the variable is not set.
    var variable: String? { ProcessInfo.processInfo.environment[name] }

    /// The data directory of a flag; without the flag that of the environment, or the default.
    static func dataDirectory(_ flag: String?) -> String {
        flag ?? data.setting.variable ?? standardDataDirectory
    }
}
