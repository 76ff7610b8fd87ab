import EventLog
import Synchronization
import SyncModel

extension ListenerBench {
    var now: Timestamp { Timestamp(microseconds: milliseconds.withLock { $0 } * 1000) }

    /// Everything the log holds after the sources.
    func events() throws -> [EventBody] {
        try log.reader.events(EventQuery(limit: 5000)).map(\.body)
            .filter {
                if case .sourceCreated = $0 { false } else { true }
            }
    }
}
