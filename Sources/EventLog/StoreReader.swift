package import SyncModel

/// How a store returns what it holds; callers use it through `EventReader`.
///
/// Each call sees one consistent state of the log, in which every position from 1 to the newest is
/// present. It sees every append that was answered before the call. A call made while the writer
/// prepares an event sees what the writer has written so far, and must not wait for anybody.
///
/// Every call blocks its thread until the store answers. Short calls may run on threads kept for
/// them (`LogThreads`). Calls whose time grows with the log (`chunk` in a loop, `forEachLeaf`,
/// `look` if few events match, `syncEvents`) belong on the thread and reader of a scan
/// (`LogScans`). No call may run on an event loop or on Swift's shared pool.
///
/// Calls throw `EventLogError.cannotRead`, and `.cancelled` once their scan is cancelled.
package protocol StoreReader: Sendable {
    /// The position of the newest event; 0 in an empty log.
    func head() throws(EventLogError) -> Position

    /// The time of the newest event; nil in an empty log.
    func newestTime() throws(EventLogError) -> Timestamp?

    /// The last position up to which every event was recorded at or before a time; 0 if there is
    /// none.
    ///
    /// Timestamps can decrease if the system clock was far ahead for a moment.
    func position(asOf time: Timestamp) throws(EventLogError) -> Position

    /// The next envelopes after a position and through another, as many as fit a chunk.
    ///
    /// Replay uses it and must reach 300,000 events a second, so rows go into the chunk undecoded.
    ///
    /// - Returns: The chunk, and what is wrong with the row after it, if anything. The chunk is
    ///   empty only at the end.
    func chunk(
        after start: Position,
        through end: Position
    ) throws(EventLogError) -> (EnvelopeChunk, EventLogError?)

    /// The first events, or for `isNewest` the last, whose columns match a query.
    ///
    /// Conditions on the content of an event (`EventQuery.concerns`) and the query's own limit are
    /// ignored.
    func events(matching query: EventQuery, limit: Int) throws(EventLogError) -> [RecordedEvent]

    /// The matches in the next stretch of the log, as many as fit; ignores the query's own limit.
    ///
    /// - Parameters:
    ///   - query: What to look for.
    ///   - limit: The maximum number of events.
    ///   - byteLimit: The maximum total size of their envelopes in bytes.
    ///   - mustGive: Whether the first event is returned even if it alone exceeds the size limit.
    /// - Returns: The matches, and how far it looked.
    /// - Throws: `EventLogError`.
    func look(
        _ query: EventQuery,
        limit: Int,
        byteLimit: Int,
        mustGive: Bool
    ) throws(EventLogError) -> EventLook

    /// The newest matching events in log order, as many as the query's limit and `byteLimit` allow,
    /// but at least one if any matches.
    func newest(_ query: EventQuery, byteLimit: Int) throws(EventLogError) -> [RecordedEvent]

    /// The positions of events that have one of some terms, and perhaps of a few others, in log
    /// order and each once.
    ///
    /// - Parameters:
    ///   - terms: What the events have.
    ///   - start: Only positions after this one.
    ///   - end: Only positions up to this one.
    ///   - limit: The maximum number of positions.
    ///   - isNewest: Whether the last ones are wanted rather than the first.
    /// - Returns: The positions; nil if finding them would mean reading much of the log.
    /// - Throws: `EventLogError`; `.gap` if an event is missing among those that are read for it.
    func positions(
        of terms: [EventTerm],
        after start: Position,
        through end: Position,
        limit: Int,
        isNewest: Bool
    ) throws(EventLogError) -> [Position]?

    /// The events at these positions, in their order, each checked against its leaf.
    ///
    /// - Throws: `EventLogError.gap` if there is none at one of them, `.damaged` if an envelope
    ///   does not match its leaf.
    func events(at positions: [Position]) throws(EventLogError) -> [RecordedEvent]

    /// The positions at which deliveries that may match a query begin: each delivered event whose
    /// identity differs from the one before.
    func deliveryStarts(_ query: DeliveryQuery) throws(EventLogError) -> [Position]

    /// All events of the delivery that brought `event`, in order, including it.
    func delivery(of event: RecordedEvent) throws(EventLogError) -> [RecordedEvent]

    /// The position of the newest event whose sender gave its delivery this id.
    func position(ofDelivery id: String) throws(EventLogError) -> Position?

    /// The events about syncs recorded after a time; those of one sync are adjacent, newest first.
    func syncEvents(after time: Timestamp) throws(EventLogError) -> [RecordedEvent]

    /// Calls `body` with the leaf hash of every event in order.
    func forEachLeaf(_ body: ([UInt8]) -> Void) throws(EventLogError)

    /// The leaf hashes after a position in order, at most `limit`.
    func leaves(after position: Position, limit: Int) throws(EventLogError) -> [[UInt8]]

    /// The stored envelope at a position, unchecked; nil if there is none.
    func envelope(at position: Position) throws(EventLogError) -> [UInt8]?

    /// The log's id and its wrapped identity key.
    ///
    /// - Throws: `EventLogError.notThisLog` if there is none.
    func identity() throws(EventLogError) -> LogIdentity

    /// A sealed value and its wrapped key; nil if there is none or its key was destroyed.
    func sealedValue(at place: SealedValueReference) throws(EventLogError) -> SealedValue?

    /// The given places whose values cannot be opened because their keys are gone.
    func placesWithoutKey(
        among places: [SealedValueReference]
    ) throws(EventLogError) -> Set<SealedValueReference>

    /// The committed, wrapped fingerprint key of a name; nil if it has none.
    func fingerprintKey(for name: ValueName) throws(EventLogError) -> [UInt8]?

    /// The number of keys of each kind.
    func keyCounts() throws(EventLogError) -> (dataKeys: Int, fingerprintKeys: Int)

    /// The newest snapshot, or the newest at or before a position; nil if there is none.
    func snapshot(
        through position: Position?
    ) throws(EventLogError) -> (position: Position, state: [UInt8])?

    /// Has the database check all its data, and every index against its table.
    ///
    /// - Throws: `EventLogError.cannotRead` with what it found.
    func checkStructure() throws(EventLogError)
}

/// The result of examining one stretch of the log.
package struct EventLook: Sendable {
    /// The matching events, in the query's order.
    package var events: [RecordedEvent] = []
    /// How far it looked; the next look continues after this position.
    package var reached: Position
    /// The total size of the events' envelopes in bytes.
    package var byteCount = 0
    /// Whether a limit ended it before the end of the stretch.
    package var isFull = false

    /// Starts with nothing found.
    package init(reached: Position) {
        self.reached = reached
    }
}
