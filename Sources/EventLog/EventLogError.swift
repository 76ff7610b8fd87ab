internal import Encodings
package import SyncModel

/// Why the log could not be opened, read or written.
package enum EventLogError: ExplainedError, Equatable {
    /// Another process writes to this directory; `holder` names it.
    case locked(holder: String)
    /// The directory cannot be created or used.
    case directory(path: String, reason: String)
    /// The directory that a copy should go to already holds a log.
    case alreadyThere(path: String)
    /// The file belongs to another program or to a newer version of this one.
    case notThisLog(String)
    /// A table, trigger or index differs from what this program created.
    case schemaChanged(String)
    /// The event after a position is missing.
    case gap(after: Position)
    /// The write failed. The events may or may not be in the log, so the caller should send the
    /// request again.
    case cannotWrite(String, hint: String? = nil)
    /// A file of the open log was deleted, moved or replaced.
    case filesGone(path: String)
    /// The database refused a read or returned something that is not an event.
    case cannotRead(String, hint: String? = nil)
    /// The database cannot be opened.
    case cannotOpen(String, hint: String)
    /// A copy of the log cannot be written; the log itself is unchanged.
    case cannotCopy(String, hint: String)
    /// An event does not match its leaf, or its row contradicts its envelope.
    case damaged(Position, reason: String)
    /// The event could not be prepared; nothing was recorded.
    case draft(String)
    /// The log accepts no more appends or scans.
    case closed
    /// As many long reads as allowed are running or waiting.
    case busy(limit: Int)
    /// Whoever asked for a long read is gone.
    case cancelled
    /// The keys are destroyed or replaced, but the write-ahead log still holds copies because
    /// another reader uses it.
    case heldOpen

    /// A fixed word per case.
    package var code: String {
        switch self {
        case .locked: "log-locked"
        case .directory: "log-directory"
        case .alreadyThere: "log-already-there"
        case .notThisLog: "log-foreign"
        case .schemaChanged: "log-schema-changed"
        case .gap: "log-gap"
        case .cannotWrite: "log-cannot-write"
        case .filesGone: "log-files-gone"
        case .cannotRead: "log-cannot-read"
        case .cannotCopy: "log-cannot-copy"
        case .cannotOpen: "log-cannot-open"
        case .damaged: "log-damaged"
        case .draft: "event-not-made"
        case .closed: "log-closed"
        case .busy: "log-busy"
        case .cancelled: "log-read-cancelled"
        case .heldOpen: "log-held-open"
        }
    }

    package var message: String {
        switch self {
        case .locked(let holder): "The log is in use by \(holder)."
        case .directory(let path, let reason): "The directory \(path) cannot be used: \(reason)."
        case .alreadyThere(let path): "A log already exists: \(path)."
        case .notThisLog(let reason): "events.sqlite is not a log this version can open: \(reason)."
        case .schemaChanged(let name): "The database object \"\(name)\" was altered."
        case .gap(let position): "The event after position \(position.number) is missing."
        case .cannotWrite(let reason, _): "The log cannot be written: \(reason)."
        case .filesGone(let path):
            "\(path) is not the file that was opened: it was deleted, moved or replaced."
        case .cannotRead(let reason, _): "The log cannot be read: \(reason)."
        case .cannotOpen(let reason, _): "The log cannot be opened: \(reason)."
        case .cannotCopy(let reason, _): "The copy cannot be written: \(reason)."
        case .damaged(let position, let reason):
            "The event at position \(position.number) is damaged: \(reason)"
        case .draft(let reason): "The event could not be made: \(reason)."
        case .closed: "The log is closed."
        case .busy(let limit): "\(limit) long reads of the log are already running or waiting."
        case .cancelled: "The read was cancelled."
        case .heldOpen:
            "This is done, but the write-ahead log still holds copies of the former keys, because "
                + "another process, such as a backup, is reading the log."
        }
    }

    package var hint: String {
        switch self {
        case .locked: "Stop that process, or give this one another --data directory."
        case .directory: "Use a directory that this user can read and write."
        case .alreadyThere: "Use a directory without a log; nothing is overwritten."
        case .notThisLog: "Use the --data directory of a log, or update checkly-sync."
        case .schemaChanged, .gap, .damaged:
            "The file was changed from outside; restore a backup and keep this copy for inspection."
        case .cannotWrite(_, let hint):
            (hint ?? "Free disk space, or check the file system.")
                + " The request may not have been recorded; send it again."
        case .filesGone:
            """
            Stop the server and put the file back as it was, or restore a backup; nothing is \
            recorded until then.
            """
        case .cannotRead(_, let hint): hint ?? "Check the file system."
        case .cannotOpen(_, let hint), .cannotCopy(_, let hint): hint
        case .draft: "Run `checkly-sync doctor`."
        case .closed: "Start the server again."
        case .busy: "Try again when one of them has finished."
        case .cancelled: "Try again."
        case .heldOpen:
            "The copies are removed as soon as that process ends."
        }
    }
}
