internal import Encodings
package import SyncModel

/// Reads a log, also one that another process writes or a copy of its files; never writes.
///
/// It blocks as `StoreReader` says: never call it on an event loop or on a thread of Swift's shared pool.
package struct EventReader: Sendable {
    let store: any StoreReader
    /// What may end a long read early.
    let control: ScanControl?

    package init(_ store: any StoreReader, control: ScanControl? = nil) {
        self.store = store
        self.control = control
    }

    /// Calls `body` with every event after a position, in order, each with its leaf checked.
    ///
    /// - Throws: `EventLogError.damaged` for an envelope that does not match its leaf, `.gap` for a missing event.
    package func forEach(
        after start: Position,
        through end: Position? = nil,
        _ body: (RecordedEvent) -> Void
    ) throws(EventLogError) {
        try scan(after: start, through: end) { event in
            body(event)
            return true
        }
    }

    /// As `forEach`, until `body` says that it has enough by giving false.
    package func scan(
        after start: Position,
        through end: Position? = nil,
        _ body: (RecordedEvent) -> Bool
    ) throws(EventLogError) {
        let envelopes = CheckedEnvelopes(store, after: start, through: end)
        defer { envelopes.abandon() }
        while let chunk = try envelopes.next() {
            let step = chunk.forEach { envelope, position in
                do throws(EventLogError) {
                    try control?.check()
                    return body(try RecordedEvent(stored: envelope, at: position)) ? .goOn : .stop
                } catch {
                    return .fail(error)
                }
            }
            switch step {
            case .goOn: continue
            case .stop: return
            case .fail(let error): throw error
            }
        }
    }

    /// The position of the newest event.
    package func head() throws(EventLogError) -> Position { try store.head() }

    /// The last position up to which every event was recorded at a time or before it; that before the first where there is
    /// none.
    package func position(asOf time: Timestamp) throws(EventLogError) -> Position {
        try store.position(asOf: time)
    }

    /// The position a moment stands for; nil for a position beyond the log's end.
    package func position(of moment: AsOf) throws(EventLogError) -> Position? {
        switch moment {
        case .position(let position): position <= (try head()) ? position : nil
        case .time(let time): try position(asOf: time)
        }
    }

    /// Calls `body` with the leaf hash of every event in order.
    package func forEachLeaf(_ body: ([UInt8]) -> Void) throws(EventLogError) {
        try store.forEachLeaf(body)
    }

    /// The leaf hashes after a position in order, at most `limit`.
    package func leaves(after position: Position, limit: Int) throws(EventLogError) -> [[UInt8]] {
        try store.leaves(after: position, limit: limit)
    }

    /// The envelope at a position as it stands in the store, or nil where there is none.
    package func envelope(at position: Position) throws(EventLogError) -> [UInt8]? {
        try store.envelope(at: position)
    }

    /// Has the store look at all that it keeps, and at every index against its table.
    ///
    /// - Throws: `EventLogError.cannotRead` that says what it found.
    package func checkStructure() throws(EventLogError) { try store.checkStructure() }
}

extension RecordedEvent {
    /// Reads an envelope as a store has it.
    ///
    /// - Throws: `EventLogError.damaged` where it is none, or that of another position.
    package init(
        stored envelope: UnsafeRawBufferPointer,
        at position: Position
    ) throws(EventLogError) {
        do {
            self = try RecordedEvent(envelope: envelope)
        } catch {
            throw .damaged(position, reason: error.description)
        }
        guard self.position == position else {
            throw .damaged(position, reason: "it names another position")
        }
    }
}
