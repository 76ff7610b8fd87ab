import EventLog
import SyncModel

extension ListenerBench {
    /// Everything the log holds after the sources.
    func events() throws -> [EventBody] {
        try log.reader.events(EventQuery(limit: 5000)).map(\.body)
            .filter {
                if case .sourceCreated = $0 { false } else { true }
            }
    }
}
