import FoundationEssentials
import Logging
import SyncModel

/// Writes log lines to standard error, as text for people or JSON for machines.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    let isJSON: Bool

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let fields = all.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        let time = Date().formatted(.iso8601)
        say(
            isJSON
                ? Self.json(time, event, fields)
                : "\(time) \(event.level) \(event.message)"
                    + fields.map { " \($0.0)=\($0.1)" }.joined()
        )
    }

    private static func json(
        _ time: String,
        _ event: LogEvent,
        _ fields: [(String, String)]
    ) -> String {
        var members = CanonicalMap()
        for (name, value) in fields { members[name] = .text(value) }
        members["time"] = .text(time)
        members["level"] = .text(event.level.rawValue)
        members["message"] = .text("\(event.message)")
        return CanonicalValue.map(members).json
    }
}

extension Logger {
    /// The program's logger.
    static func lines(level: Level, isJSON: Bool = false) -> Logger {
        Logger(label: "checkly-sync") { _ in
            LineLogHandler(logLevel: level, isJSON: isJSON)
        }
    }
}
