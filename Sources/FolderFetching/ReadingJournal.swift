internal import Synchronization
package import SyncModel

/// When folders were read since the start, also where the log has nothing to say of it.
package final class FetchJournal: Sendable {
    /// The last read of one folder.
    package struct Entry: Sendable, Equatable {
        /// When a read last succeeded.
        package var lastReadAt: Timestamp?
        /// When a failed read is tried again; nil when the last one succeeded.
        package var nextTryAt: Timestamp?
    }

    private let entries = Mutex<[FolderID: Entry]>([:])

    package init() {}

    /// What happened to a folder since the start.
    package func entry(_ id: FolderID) -> Entry {
        entries.withLock { $0[id] ?? Entry() }
    }

    func succeed(_ id: FolderID, at time: Timestamp) {
        entries.withLock { $0[id] = Entry(lastReadAt: time, nextTryAt: nil) }
    }

    func fail(_ id: FolderID, nextTryAt time: Timestamp) {
        entries.withLock { $0[id, default: Entry()].nextTryAt = time }
    }
}
