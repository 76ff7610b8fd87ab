internal import Encodings
package import SyncModel

/// Reads a log, including one that another process writes or a copy of its files; never writes.
///
/// Its calls block as described at `StoreReader`: never use it on an event loop or a thread of
/// Swift's shared pool.
package struct EventReader: Sendable {
    let store: any StoreReader
    /// Can end a long read early; nil for short reads.
    let control: ScanControl?

    /// Reads from a store's reader; `control`, if given, is checked during long reads.
    package init(_ store: any StoreReader, control: ScanControl? = nil) {
        self.store = store
        self.control = control
    }

    /// Calls `body` with every event after a position, in order, after checking its leaf.
    ///
    /// - Throws: `EventLogError.damaged` for an envelope that does not match its leaf, `.gap` for a
    ///   missing event.
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

    /// Like `forEach`, but stops when `body` returns false.
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

    /// The last position up to which every event was recorded at or before a time; 0 if there is
    /// none.
    package func position(asOf time: Timestamp) throws(EventLogError) -> Position {
        try store.position(asOf: time)
    }

    /// The position that `moment` refers to; nil if it lies beyond the end of the log.
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

    /// The stored envelope at a position, unchecked; nil if there is none.
    package func envelope(at position: Position) throws(EventLogError) -> [UInt8]? {
        try store.envelope(at: position)
    }

    /// Has the store check all its data, and every index against its table.
    ///
    /// - Throws: `EventLogError.cannotRead` with what it found.
    package func checkStructure() throws(EventLogError) { try store.checkStructure() }
}

extension RecordedEvent {
    /// Decodes a stored envelope after checking it against its leaf.
    ///
    /// - Throws: `EventLogError.damaged` if it does not match its leaf, is malformed or names
    ///   another position.
    package init(
        stored envelope: UnsafeRawBufferPointer,
        leaf: UnsafeRawBufferPointer,
        at position: Position
    ) throws(EventLogError) {
        try EnvelopeChunk.check(envelope, leaf: leaf, at: position)
        try self.init(stored: envelope, at: position)
    }

    /// Decodes a stored envelope.
    ///
    /// - Throws: `EventLogError.damaged` if it is malformed or names another position.
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
