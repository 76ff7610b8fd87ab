internal import Synchronization
package import SyncModel

/// The append-only event log: appends durably, reads in order, and refuses everything else.
///
/// Appends that arrive together share one commit of the store (group commit), and each is answered
/// after it. How events are stored is up to the store (`EventStore`).
package final class EventLog: Sendable {
    /// For short reads; long reads are scans.
    package let reader: EventReader
    /// Long reads on behalf of people.
    package let scans: LogScans
    /// Long reads for the server itself, which never queue behind people's.
    package let ownScans: LogScans
    /// Runs destructions of values one at a time; each finishes before the next is recorded.
    package let destructionsInTurn = OneAtATime()
    /// The identity the store reported when the log was opened.
    package let identity: LogIdentity
    /// Where the log is kept; it has no other user.
    package let store: any EventStore

    let queue: Mutex<AppendQueue>
    /// Written by the writer only.
    let writability = Atomic(true)
    let now: @Sendable () -> Timestamp
    let makeID: @Sendable (Timestamp) throws -> String
    let onCommit: @Sendable ([RecordedEvent]) -> Void

    /// Opens the log that a store keeps.
    ///
    /// - Parameters:
    ///   - store: Where the log is kept; nobody else may use it.
    ///   - now: The time at which an event is recorded, unless the event before it is up to a
    ///     minute later.
    ///   - makeID: Makes the id of an event.
    ///   - onCommit: Is called after each commit with the recorded events in order, before the
    ///     appends are answered.
    /// - Throws: `EventLogError`.
    package init(
        _ store: any EventStore,
        now: @escaping @Sendable () -> Timestamp,
        makeID: @escaping @Sendable (Timestamp) throws -> String,
        onCommit: @escaping @Sendable ([RecordedEvent]) -> Void
    ) throws(EventLogError) {
        self.store = store
        let reader = store.reader
        self.reader = EventReader(reader)
        let open = { @Sendable control throws(EventLogError) in
            EventReader(try store.openReader(for: control), control: control)
        }
        scans = LogScans(open: open)
        ownScans = LogScans(open: open)
        identity = try reader.identity()
        queue = Mutex(
            AppendQueue(head: try reader.head(), newestTime: try reader.newestTime())
        )
        self.now = now
        self.makeID = makeID
        self.onCommit = onCommit
        watchStore()
    }

    /// The position of the newest event; never blocks.
    package var head: Position {
        queue.withLock { $0.head }
    }

    /// Saves a state so that later starts need not read everything before it.
    ///
    /// - Throws: `EventLogError.cannotWrite`.
    package func saveSnapshot(_ state: [UInt8], at position: Position) throws(EventLogError) {
        try store.saveSnapshot(state, at: position)
    }

    /// Accepts no more appends and scans, and returns when the appends under way have been
    /// answered.
    package func close() async {
        scans.close()
        ownScans.close()
        store.close()
        await withCheckedContinuation { done in
            let isIdle = queue.withLock { $0.close(whenIdle: done) }
            if isIdle { done.resume() }
        }
    }

    /// Has the store leave its files in the form that is easiest to find and copy; called at the
    /// end of a process.
    package func finish() async {
        await withCheckedContinuation { done in
            store.writer.run { [store] in
                store.finish()
                done.resume()
            }
        }
    }
}
