internal import Encodings
import FoundationEssentials
import Logging
import SyncModel

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes log lines to standard error, as text for people or JSON for machines.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    let isJSON: Bool
    let writer: LogWriter

    /// The module whose connections say as errors that they were cut off.
    private static let webServer = "HummingbirdCore"

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        // Cut off by whatever ended the program, which says so itself.
        if Task.isCancelled, event.source == Self.webServer { return }
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let fields = all.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        writer.write(Self.line(event.level, "\(event.message)", fields, isJSON: isJSON))
    }

    static func line(
        _ level: Logger.Level,
        _ message: String,
        _ fields: [(String, String)],
        isJSON: Bool
    ) -> String {
        let time = Date().formatted(.iso8601)
        return isJSON
            ? json(time, level, message, fields).printable()
            : "\(time) \(level) \(oneLine(message))"
                + fields.map { " \($0.0)=\(oneLine($0.1))" }.joined()
    }

    /// Escapes a text's control characters, so that nothing from outside starts a line.
    private static func oneLine(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                line += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: line.unicodeScalars.append(scalar)
            }
        }
        return line
    }

    private static func json(
        _ time: String,
        _ level: Logger.Level,
        _ message: String,
        _ fields: [(String, String)]
    ) -> String {
        var members = CanonicalMap()
        for (name, value) in fields { members[name] = .text(value) }
        members["time"] = .text(time)
        members["level"] = .text(level.rawValue)
        members["message"] = .text(message)
        return CanonicalValue.map(members).jsonText
    }
}

extension LogWriter {
    /// Writes to standard error.
    static func standardError(isJSON: Bool) -> LogWriter {
        LogWriter(to: STDERR_FILENO) { count in
            LineLogHandler.line(
                .warning,
                "log lines dropped",
                [("count", "\(count)")],
                isJSON: isJSON
            )
        }
    }
}

extension Logger {
    /// The program's logger.
    static func lines(level: Level, isJSON: Bool = false, to writer: LogWriter) -> Logger {
        Logger(label: "checkly-sync") { _ in
            LineLogHandler(logLevel: level, isJSON: isJSON, writer: writer)
        }
    }
}
