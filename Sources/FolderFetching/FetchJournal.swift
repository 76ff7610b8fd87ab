internal import Synchronization
package import SyncModel

/// The fetches since the start of the process, including those that left nothing in the log.
package final class FetchJournal: Sendable {
    /// The last fetches of one folder.
    package struct Entry: Sendable, Equatable {
        /// When a fetch last succeeded.
        package var lastFetchedAt: Timestamp?
        /// When a failed fetch will be retried; nil if the last one succeeded.
        package var nextTryAt: Timestamp?
    }

    private let entries = Mutex<[FolderID: Entry]>([:])

    /// Makes an empty journal, as after a start.
    package init() {}

    /// The fetches of a folder since the start.
    package func entry(_ id: FolderID) -> Entry {
        entries.withLock { $0[id] ?? Entry() }
    }

    func succeed(_ id: FolderID, at time: Timestamp) {
        entries.withLock { $0[id] = Entry(lastFetchedAt: time, nextTryAt: nil) }
    }

    func fail(_ id: FolderID, nextTryAt time: Timestamp) {
        entries.withLock { $0[id, default: Entry()].nextTryAt = time }
    }
}
