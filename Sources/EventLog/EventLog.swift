internal import Synchronization
package import SyncModel

/// The append-only event log: appends durably, reads in order, refuses everything else.
///
/// Appends that arrive together share one commit of the store (group commit); each is answered after it. What is kept where
/// is the store's business (`EventStore`).
package final class EventLog: Sendable {
    /// For short reads; a long one is a scan.
    package let reader: EventReader
    /// Long reads on behalf of people.
    package let scans: LogScans
    /// Long reads on the server's own behalf, which no crowd of people's keeps waiting.
    package let ownScans: LogScans
    /// Destructions of values, of which each finishes before the next is recorded.
    package let destructionsInTurn = OneAtATime()
    package let identity: LogIdentity
    package let store: any EventStore

    let queue: Mutex<AppendQueue>
    /// Set by the writer alone.
    let writability = Atomic(true)
    let now: @Sendable () -> Timestamp
    let makeID: @Sendable (Timestamp) throws -> String
    let onCommit: @Sendable ([RecordedEvent]) -> Void

    /// Opens the log that a store keeps.
    ///
    /// - Parameters:
    ///   - store: Where it is kept; used by nobody else.
    ///   - now: The time an event is recorded at, unless the one before it is up to a minute later.
    ///   - makeID: Gives an event's id.
    ///   - onCommit: is called after each commit with what it recorded, in order, before the answers go out.
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

    /// The position of the newest event; it never blocks.
    package var head: Position {
        queue.withLock { $0.head }
    }

    /// Keeps a state so that later starts need not read everything before it.
    ///
    /// - Throws: `EventLogError.cannotWrite`.
    package func saveSnapshot(_ state: [UInt8], at position: Position) throws(EventLogError) {
        try store.saveSnapshot(state, at: position)
    }

    /// Takes no more appends and scans, and returns when appends under way are answered.
    package func close() async {
        scans.close()
        ownScans.close()
        store.close()
        await withCheckedContinuation { done in
            let isIdle = queue.withLock { $0.close(whenIdle: done) }
            if isIdle { done.resume() }
        }
    }

    /// Has the store leave what it keeps in the form that is best to find or to copy; for the end of a process.
    package func finish() async {
        await withCheckedContinuation { done in
            store.writer.run { [store] in
                store.finish()
                done.resume()
            }
        }
    }
}
