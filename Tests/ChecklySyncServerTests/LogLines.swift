import Logging
import Synchronization

/// Lines as they were written, each with its fields in order.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock(\.self) }

    func logger(level: Logger.Level = .info) -> Logger {
        Logger(label: "test") { _ in LogLinesHandler(lines: self, logLevel: level) }
    }

    fileprivate func add(_ line: String) { lines.withLock { $0.append(line) } }
}

private struct LogLinesHandler: LogHandler {
    let lines: LogLines
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    init(lines: LogLines, logLevel: Logger.Level) {
        (self.lines, self.logLevel) = (lines, logLevel)
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = (event.metadata ?? [:]).sorted { $0.key < $1.key }
            .map { " \($0.key)=\($0.value)" }
        lines.add("\(event.level) \(event.message)" + fields.joined())
    }
}
