package import SyncModel

/// What a database must do to keep an event log; `EventLog` does the rest.
///
/// `EventLog` queues appends, reserves positions and times, makes events beside the writer, answers, and runs scans. A store
/// writes what it is given, finds it again, and keeps these promises, to which the conformance suite holds every one of them:
///
/// - **Durable before answered.** When `commit` returns, what it says is recorded survives the loss of power.
/// - **All or nothing.** Of a request every event is recorded that was not known before, or none. A batch that fails as a whole
///   may be on disk nevertheless; `recover` finds out.
/// - **Positions** are 1, 2, 3 and so on without a gap, in the order in which readers come to see events: who has seen a
///   position never later finds one below it that was not there.
/// - **Nothing recorded changes.** Events and identities are neither updated nor deleted; the store itself refuses it, also
///   where another client of the database tries.
/// - **One key for a name, for ever.** The first fingerprint key that is recorded for a name stays the name's until it is
///   destroyed. A store with several writers must refuse an append that brings another key for a known name
///   (`EventLogError.cannotWrite`); it is then made again with the known one.
/// - **Destroyed is gone.** No read gives a destroyed key again, also not through a copy.
///
/// Calls of `commit`, `recover` and `atRest` come from the thread of `writer` alone, one at a time. No call may be made on an
/// event loop or on a thread of Swift's shared pool, except where it says so: all of them may block.
package protocol EventStore: Sendable {
    /// The thread that writes; the store does its own writing there too, between two batches.
    var writer: LogWriter { get }
    /// For short reads by any number of threads.
    var reader: any StoreReader { get }
    /// How often keys were destroyed since the store was opened; never blocks.
    ///
    /// It is raised after the keys are gone and before anything else is written. An event that was made under another count
    /// may rely on a key that went.
    var destructions: Int { get }
    /// What is known to be wrong with the store itself, such as a file that was deleted; never blocks.
    var problem: EventLogError? { get }

    /// Opens another connection for one long read, which `control` can interrupt at any moment.
    func openReader(for control: ScanControl) throws(EventLogError) -> any StoreReader

    /// Looks what is wrong with the store itself, and notes it as `problem`.
    ///
    /// It comes before and after every commit: what is written while there is a problem is not acknowledged.
    func look() -> EventLogError?

    /// Records requests in their order in one transaction, and returns when that is on disk.
    ///
    /// A request whose identity is known, or whose events all are, records nothing and is a duplicate of the first position
    /// at which one of them came; of another, known events are left out and `onRepetition` is told. An identity is known
    /// from the moment at which an earlier request of the same batch brings it. A request has its own identity remembered,
    /// at the first of its positions, unless all its events have theirs.
    ///
    /// Where an event is to get another position than it was made for, or was made under another count of `destructions`,
    /// it is made again; what that throws is the request's own failure (`.draft`), and the others go on.
    ///
    /// - Parameters:
    ///   - appends: What to record; at most some hundred.
    ///   - head: The newest position that the log knows of.
    ///   - remake: makes an event of a request again, for the position given.
    /// - Returns: What was recorded, with one result for each request.
    /// - Throws: `EventLogError.cannotWrite` when none of it is known to be recorded.
    func commit(
        _ appends: [PendingAppend],
        after head: Position,
        remaking remake: (PendingEvent, PendingAppend, Position) throws -> PreparedEvent
    ) throws(EventLogError) -> Commit

    /// Finds out what became of a commit that failed, before anything else is recorded, by writing something that changes
    /// nothing.
    ///
    /// - Returns: The events after a position that are there nevertheless; they are recorded for good.
    /// - Throws: `EventLogError.cannotWrite` as long as nothing can be written.
    func recover(after head: Position) throws(EventLogError) -> [RecordedEvent]

    /// Has nothing to write now: the time for housekeeping, in steps that an append may have to wait for.
    ///
    /// - Parameter isStillAtRest: Whether nothing has come since.
    func atRest(_ isStillAtRest: @escaping @Sendable () -> Bool)

    /// Keeps a state; of earlier ones the newest, and one for each stretch of positions, so that any past one is near.
    ///
    /// A snapshot is a cache: whoever reads it checks it by what it claims.
    ///
    /// - Throws: `EventLogError.cannotWrite`.
    func saveSnapshot(_ state: [UInt8], at position: Position) throws(EventLogError)

    /// Destroys the keys of values, and the fingerprint keys of what has no value left, beside appends.
    ///
    /// When it returns, no byte of them is in what the store keeps of its own, its journals included. Destroying again does
    /// nothing. It blocks for a time that grows with the number of all keys. Only one may run at a time.
    ///
    /// - Parameters:
    ///   - places: Whose keys go.
    ///   - names: What has no value left in the events through `seen`; one that a later event brings a value of is spared.
    ///   - seen: The last event that was looked at to find them.
    ///   - namesIn: gives the names that an event brings values of.
    ///   - forget: is told the names while nothing is written, whether or not the keys are gone; it must return at once.
    /// - Throws: `EventLogError.cannotWrite`; the same may be asked for again. `.heldOpen` when the keys are destroyed, but
    ///   another reader keeps earlier copies of them in the journal.
    func destroyKeys(
        at places: [SealedValueReference],
        of names: [ValueName],
        unusedThrough seen: Position,
        namesIn: @escaping @Sendable (RecordedEvent) -> Set<ValueName>,
        forget: @escaping @Sendable ([ValueName]) -> Void
    ) throws(EventLogError)

    /// Erases what a destruction that ended early left; blocks and throws as `destroyKeys` does.
    func eraseKeys() throws(EventLogError)

    /// Puts other wrapped keys in the place of all: every one of them or none. Appends wait until it is done.
    ///
    /// - Parameters:
    ///   - identity: The identity key under the new master key.
    ///   - data: gives the new form of a value's wrapped key.
    ///   - fingerprint: gives the new form of a name's wrapped key.
    /// - Returns: How many keys there were.
    /// - Throws: `EventLogError.cannotWrite` when nothing has changed; `.heldOpen` as `destroyKeys` does.
    func replaceKeys(
        identity: [UInt8],
        data: @escaping @Sendable (SealedValueReference, [UInt8]) throws -> [UInt8],
        fingerprint: @escaping @Sendable (ValueName, [UInt8]) throws -> [UInt8]
    ) throws(EventLogError) -> Int

    /// Takes up no more housekeeping; commits under way still come, and reads go on. Never blocks.
    func close()

    /// Leaves what the store keeps in the form that is best to find or to copy; for the end of a process, after `close`.
    ///
    /// What cannot be done is left as it is.
    func finish()
}

/// What a store has recorded of a batch.
package struct Commit: Sendable {
    /// The newest position there is now.
    package var head: Position
    /// One for each request, in their order.
    package var results: [Result<AppendOutcome, EventLogError>] = []
    /// What was recorded, in the order of positions.
    ///
    /// It is kept until it is on disk, with the claims to new keys that come with it.
    package var recorded: [PreparedEvent] = []

    package init(head: Position) {
        self.head = head
    }
}
