import ChecklySyncServer
import FoundationEssentials
internal import Settings

/// What commands that do not start a server take from the settings.
extension Setting {
    /// The setting's text in the environment; nil if the variable is not set, or blank as for the
    /// server.
    var variable: String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The data directory of a flag; without the flag that of the environment, or the default.
    static func dataDirectory(_ flag: String?) -> String {
        flag ?? data.setting.variable ?? standardDataDirectory
    }
}
