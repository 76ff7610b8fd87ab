package import SyncModel

/// How a store gives back what it holds; everybody reads through `EventReader`, which is made of it.
///
/// Each call sees one consistent state of the log, in which every position from 1 to the newest is there. An append that was
/// answered before the call is in it. A call made while an event is being made for the writer sees what the writer has
/// written so far, and must wait for nobody.
///
/// Every call blocks its thread until the store answers. Short ones may be made on threads kept for that (`LogThreads`); those
/// whose time grows with the log (`chunk` after chunk, `forEachLeaf`, `look` where few events match, `syncEvents`) on the
/// thread of a scan (`LogScans`), with the reader of that scan. None may be made on an event loop or on Swift's shared pool.
///
/// They throw `EventLogError.cannotRead`, and `.cancelled` once the scan that they belong to is.
package protocol StoreReader: Sendable {
    /// The position of the newest event; 0 in an empty log.
    func head() throws(EventLogError) -> Position

    /// The time of the newest event; nil where there is none.
    func newestTime() throws(EventLogError) -> Timestamp?

    /// The last position up to which every event was recorded at a time or before it; 0 where there is none.
    ///
    /// Times may go back where the system's clock was far ahead for a moment.
    func position(asOf time: Timestamp) throws(EventLogError) -> Position

    /// The next envelopes after a position and through another, as many as the chunk takes.
    ///
    /// They are the replay's: 300,000 a second must come out, so rows go into the chunk as the database has them.
    ///
    /// - Returns: The chunk, and what is wrong with the row behind it. The chunk is empty only at the end.
    func chunk(
        after start: Position,
        through end: Position
    ) throws(EventLogError) -> (EnvelopeChunk, EventLogError?)

    /// The first events whose columns match a query, the newest first where those are wanted.
    ///
    /// What only the inside of an event tells (`EventQuery.concerns`) is not looked at, nor is the query's own limit.
    func events(matching query: EventQuery, limit: Int) throws(EventLogError) -> [RecordedEvent]

    /// What matches in the next stretch of the log, as much as fits; the query's own limit is not looked at.
    ///
    /// - Parameters:
    ///   - query: What to look for.
    ///   - limit: How many events at most.
    ///   - byteLimit: How many bytes their envelopes may have together.
    ///   - mustGive: Whether the first event is given even if it alone is too large.
    /// - Returns: What it found, and how far it looked.
    /// - Throws: `EventLogError`.
    func look(
        _ query: EventQuery,
        limit: Int,
        byteLimit: Int,
        mustGive: Bool
    ) throws(EventLogError) -> EventLook

    /// The newest events that match, in the log's order, as many as the query's limit and `byteLimit` let through, at least
    /// one where any matches.
    func newest(_ query: EventQuery, byteLimit: Int) throws(EventLogError) -> [RecordedEvent]

    /// Where deliveries begin that may match a query: at each delivered event of another identity than the one before it.
    func deliveryStarts(_ query: DeliveryQuery) throws(EventLogError) -> [Position]

    /// All events of the delivery that brought an event, in order, that one included.
    func delivery(of event: RecordedEvent) throws(EventLogError) -> [RecordedEvent]

    /// Where the newest event stands whose sender gave its delivery this id.
    func position(ofDelivery id: String) throws(EventLogError) -> Position?

    /// The events about syncs that were recorded after a time; those of one sync come together, newest first.
    func syncEvents(after time: Timestamp) throws(EventLogError) -> [RecordedEvent]

    /// Calls `body` with the leaf hash of every event in order.
    func forEachLeaf(_ body: ([UInt8]) -> Void) throws(EventLogError)

    /// The leaf hashes after a position in order, at most `limit`.
    func leaves(after position: Position, limit: Int) throws(EventLogError) -> [[UInt8]]

    /// The envelope at a position as the store has it, not checked; nil where there is none.
    func envelope(at position: Position) throws(EventLogError) -> [UInt8]?

    /// The log's id and its wrapped identity key.
    ///
    /// - Throws: `EventLogError.notThisLog` where there is none.
    func identity() throws(EventLogError) -> LogIdentity

    /// A sealed value and its wrapped key; nil when there is none or the key was destroyed.
    func sealedValue(at place: SealedValueReference) throws(EventLogError) -> SealedValue?

    /// Those of some places whose value nobody can open, since its key is not there.
    func placesWithoutKey(
        among places: [SealedValueReference]
    ) throws(EventLogError) -> Set<SealedValueReference>

    /// A committed fingerprint key, wrapped; nil where the name has none.
    func fingerprintKey(for name: ValueName) throws(EventLogError) -> [UInt8]?

    /// How many keys of each kind there are.
    func keyCounts() throws(EventLogError) -> (dataKeys: Int, fingerprintKeys: Int)

    /// The newest snapshot at or before a position, or of all; nil where there is none.
    func snapshot(
        through position: Position?
    ) throws(EventLogError) -> (position: Position, state: [UInt8])?

    /// Has the database look at all that it keeps, and at every index against its table.
    ///
    /// - Throws: `EventLogError.cannotRead` that says what it found.
    func checkStructure() throws(EventLogError)
}

/// What one look at the log found.
package struct EventLook: Sendable {
    package var events: [RecordedEvent] = []
    /// How far it looked; what follows is the next look's.
    package var reached: Position
    /// How many bytes the envelopes of the events have.
    package var byteCount = 0
    /// Whether it ended before the stretch that it might have looked at did.
    package var isFull = false

    package init(reached: Position) {
        self.reached = reached
    }
}
