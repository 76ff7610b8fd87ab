package import EventLog
package import SyncModel

extension EventLog {
    /// Opens the log of a directory, or makes a new one.
    ///
    /// - Parameters:
    ///   - directory: Where `events.sqlite` is or will be.
    ///   - now: The time an event is recorded at, unless the one before it is up to a minute later.
    ///   - makeID: Gives an event's id.
    ///   - makeLogID: Gives a new log's id, 16 random bytes.
    ///   - makeIdentityKey: gives the wrapped identity key of a new log from its id.
    ///   - onCommit: is called after each commit with what it recorded, in order, before the answers go out.
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
    /// Opens `events.sqlite` in a directory to read it; no byte of the directory is changed.
    ///
    /// The directory may be that of a running server, a copy, or on read-only media.
    ///
    /// - Throws: `EventLogError` when it is missing, foreign or has been changed.
    package static func open(directory: String) throws(EventLogError) -> EventReader {
        EventReader(try SQLiteReader.open(directory: directory))
    }
}
