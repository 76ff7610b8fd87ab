package import SyncModel

/// What a database must do to keep an event log; `EventLog` does the rest.
///
/// `EventLog` queues appends, reserves positions and timestamps, prepares events off the writer's
/// thread, answers, and runs scans. A store writes and reads. It keeps these promises, which the
/// conformance suite checks for every store:
///
/// - **Durable before answered.** When `commit` returns, everything it reports as recorded survives
///   a power failure.
/// - **All or nothing.** Either every new event of a request is recorded, or none. A batch that
///   fails as a whole may be on disk nevertheless; `recover` finds out.
/// - **Positions** are 1, 2, 3, … without gaps and in the order in which events become visible: a
///   reader that has seen a position never later finds a new event below it.
/// - **Nothing recorded changes.** Events and identities are neither updated nor deleted. The store
///   itself refuses it, even if another client of the database tries.
/// - **One key per name.** The first fingerprint key recorded for a name remains its key until it
///   is destroyed. A store with several writers must refuse an append that brings another key for a
///   known name (`EventLogError.cannotWrite`); the append is then prepared again with the known
///   key.
/// - **Destroyed is gone.** No read returns a destroyed key again, not even through a copy.
///
/// `commit`, `recover` and `whenIdle` are called on the thread of `writer` only, one at a time.
/// Unless stated otherwise, every call may block and must not be made on an event loop or a thread
/// of Swift's shared pool.
package protocol EventStore: Sendable {
    /// The thread that writes; between batches the store does its own writing there too.
    var writer: LogWriter { get }
    /// For short reads, from any number of threads.
    var reader: any StoreReader { get }
    /// How many times keys have been destroyed or replaced since the store was opened; never
    /// blocks.
    ///
    /// It is incremented after the keys are gone and before anything else is written. An event that
    /// was prepared under another count may rely on a key that is gone.
    var destructions: Int { get }
    /// A known problem of the store itself, such as a deleted file; never blocks.
    var problem: EventLogError? { get }

    /// Opens a separate connection for one long read, which `control` can interrupt at any time.
    func openReader(for control: ScanControl) throws(EventLogError) -> any StoreReader

    /// Checks the store itself for problems, and keeps the result as `problem`.
    ///
    /// It is called before and after every commit: what is written while there is a problem is not
    /// acknowledged.
    func look() -> EventLogError?

    /// Records requests in order in one transaction, and returns when they are on disk.
    ///
    /// A request is a duplicate, and records nothing, if its identity or those of all its events
    /// are known; its result then names the first position at which one of them was recorded. Of
    /// any other request, known events are skipped and `onRepetition` is called. Identities count
    /// as known as soon as an earlier request of the same batch brings them. A request's own
    /// identity is stored with its first position, unless all its events have identities.
    ///
    /// If an event gets another position than it was prepared for, or was prepared under another
    /// count of `destructions`, it is prepared again. If that throws, only its request fails
    /// (`.draft`).
    ///
    /// - Parameters:
    ///   - appends: What to record; at most a few hundred requests.
    ///   - head: The newest position that the log knows of.
    ///   - remake: Prepares an event of a request again, for the given position.
    /// - Returns: What was recorded, with one result per request.
    /// - Throws: `EventLogError.cannotWrite` if none of it is known to be recorded.
    func commit(
        _ appends: [PendingAppend],
        after head: Position,
        remaking remake: (PendingEvent, PendingAppend, Position) throws -> PreparedEvent
    ) throws(EventLogError) -> Commit

    /// Finds out what became of a failed commit, before anything else is recorded, by writing
    /// something that changes nothing.
    ///
    /// - Returns: The events after a position that were recorded after all; they are final.
    /// - Throws: `EventLogError.cannotWrite` as long as nothing can be written.
    func recover(after head: Position) throws(EventLogError) -> [RecordedEvent]

    /// Called when there is nothing to write: the time for housekeeping, in steps for which an
    /// append may have to wait.
    ///
    /// - Parameter isStillIdle: Whether nothing has arrived since.
    func whenIdle(_ isStillIdle: @escaping @Sendable () -> Bool)

    /// Saves a state. Of the earlier ones it keeps the newest and one for each stretch of
    /// positions, so that one is near any past position.
    ///
    /// A snapshot is a cache: whoever reads it must verify it.
    ///
    /// - Throws: `EventLogError.cannotWrite`.
    func saveSnapshot(_ state: [UInt8], at position: Position) throws(EventLogError)

    /// Destroys the keys of values, and the fingerprint keys of names that have no value left,
    /// while appends go on.
    ///
    /// When it returns, no byte of these keys remains in the store's own files, journals included.
    /// Repeating a destruction has no effect. It blocks for a time that grows with the number of
    /// all keys. Only one may run at a time.
    ///
    /// - Parameters:
    ///   - places: The values whose keys are destroyed.
    ///   - names: The names without a value in the events through `seen`; a name to which a later
    ///     event gives a value is spared.
    ///   - seen: The last event that was examined to find them.
    ///   - namesIn: Returns the names to which an event gives values.
    ///   - forget: Is called with the names while nothing is being written, whether or not the keys
    ///     are gone; it must return quickly.
    /// - Throws: `EventLogError.cannotWrite`, after which the same destruction may be requested
    ///   again; `.heldOpen` if the keys are destroyed but another reader keeps earlier copies of
    ///   them in the journal.
    func destroyKeys(
        at places: [SealedValueReference],
        of names: [ValueName],
        unusedThrough seen: Position,
        namesIn: @escaping @Sendable (RecordedEvent) -> Set<ValueName>,
        forget: @escaping @Sendable ([ValueName]) -> Void
    ) throws(EventLogError)

    /// Erases what an interrupted destruction left; blocks and throws as `destroyKeys` does.
    func eraseKeys() throws(EventLogError)

    /// Replaces all wrapped keys, or none of them, while appends go on.
    ///
    /// When it returns, no byte of the old keys remains in the store's own files. What an append
    /// brings meanwhile is replaced too. `destructions` is incremented with the replacement, since
    /// an event that was prepared before may bring a key that is wrapped as the old ones are.
    ///
    /// - Parameter replacement: The new keys; its functions are called on the writer's thread.
    /// - Throws: `EventLogError.cannotWrite`, or `.cannotRead` if a function throws, and nothing
    ///   has changed; `.heldOpen` as `destroyKeys` does, after the replacement.
    func replaceKeys(_ replacement: KeyReplacement) throws(EventLogError)

    /// Starts no more housekeeping; commits may still follow, and reads continue. Never blocks.
    func close()

    /// Leaves the store's files in the form that is easiest to find and copy; called after `close`,
    /// at the end of a process.
    ///
    /// What fails is left undone.
    func finish()
}

/// The outcome of committing a batch.
package struct Commit: Sendable {
    /// The newest position after the commit.
    package var head: Position
    /// One result per request, in their order.
    package var results: [Result<AppendOutcome, EventLogError>] = []
    /// The recorded events, in the order of positions.
    ///
    /// They are kept until the commit is on disk, together with their claims to new keys.
    package var recorded: [PreparedEvent] = []

    /// Starts with nothing recorded.
    package init(head: Position) {
        self.head = head
    }
}
