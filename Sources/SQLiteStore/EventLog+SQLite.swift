package import EventLog
package import SyncModel

extension EventLog {
    /// Opens the log in a directory, or creates one.
    ///
    /// - Parameters:
    ///   - directory: The directory of `events.sqlite`.
    ///   - now: The time at which an event is recorded, unless the event before it is up to a
    ///     minute later.
    ///   - makeID: Makes the id of an event.
    ///   - makeLogID: Makes the id of a new log, 16 random bytes.
    ///   - makeIdentityKey: Makes the wrapped identity key of a new log from the log's id.
    ///   - onCommit: Is called after each commit with the recorded events in order, before the
    ///     appends are answered.
    /// - Throws: `EventLogError`; `.locked` while another process holds the directory.
    package convenience init(
        directory: String,
        now: @escaping @Sendable () -> Timestamp,
        makeID: @escaping @Sendable (Timestamp) throws -> String,
        makeLogID: () throws -> [UInt8],
        makeIdentityKey: (_ logID: [UInt8]) throws -> [UInt8],
        onCommit: @escaping @Sendable ([RecordedEvent]) -> Void
    ) throws {
        try self.init(
            SQLiteStore(
                directory: directory,
                makeLogID: makeLogID,
                makeIdentityKey: makeIdentityKey
            ),
            now: now,
            makeID: makeID,
            onCommit: onCommit
        )
    }
}

extension EventReader {
    /// Opens `events.sqlite` in a directory for reading; no byte of the directory is changed.
    ///
    /// The directory may belong to a running server, be a copy, or be on read-only media.
    ///
    /// - Throws: `EventLogError` if the log is missing, foreign or has been changed.
    package static func open(directory: String) throws(EventLogError) -> EventReader {
        EventReader(try SQLiteReader.open(directory: directory))
    }
}
