internal import Encodings
internal import Dispatch
internal import GRDB
internal import Synchronization
package import SyncModel

extension EventLog {
    /// How many requests share a transaction at most.
    private static let batchLimit = 512

    /// Is told what came of an append: on the thread that asked, at the place it named, or on the writer's thread; it must
    /// return at once.
    package typealias Answer = @Sendable (Result<AppendOutcome, EventLogError>) -> Void

    /// Appends all of a request or nothing, and returns when it is on disk.
    ///
    /// - Throws: `EventLogError.cannotWrite` when it is not known to be recorded; the same request may be made again.
    package func append(
        _ request: AppendRequest
    ) async throws(EventLogError) -> AppendOutcome {
        let result = await withCheckedContinuation { waiting in
            append(request) { waiting.resume(returning: $0) }
        }
        return try result.get()
    }

    /// Appends all of a request or nothing; `answer` is called once, when it is on disk or has failed.
    ///
    /// The request's events are made here, for the positions they will most likely get; the writer makes them again only
    /// where others before it turned out to be known already, or keys were destroyed meanwhile.
    package func append(
        _ request: AppendRequest,
        answeringAt place: ReplyExecutor? = nil,
        answer: @escaping Answer
    ) {
        guard let reservation = reserve(count: request.events.count) else {
            return answer(.failure(.closed))
        }
        let prepared: [PreparedEvent]
        do {
            prepared = try prepare(request, reservation)
        } catch {
            if queue.withLock({ $0.giveUp(reservation) }) { startWriting() }
            return answer(.failure(.draft(reason(of: error))))
        }
        let waiting = AppendQueue.Waiting(
            request: request,
            prepared: prepared,
            reservation: reservation,
            place: place,
            answer: answer
        )
        if queue.withLock({ $0.fill(waiting) }) { startWriting() }
    }

    /// A place in the queue; nil once the log takes no more.
    private func reserve(count: Int) -> AppendQueue.Reservation? {
        queue.withLock { queue in
            // The time is taken with the place, so that times follow positions.
            queue.isClosed ? nil : queue.reserve(count: count, now: now())
        }
    }

    private func prepare(
        _ request: AppendRequest,
        _ reservation: AppendQueue.Reservation
    ) throws -> [PreparedEvent] {
        var position = reservation.first
        return try request.events.map { event in
            defer { position = position.next }
            return try prepare(event, of: request, at: position, time: reservation.time)
        }
    }

    private func prepare(
        _ event: PendingEvent,
        of request: AppendRequest,
        at position: Position,
        time: Timestamp
    ) throws -> PreparedEvent {
        // Counted before anything is sealed, so that a destruction meanwhile shows.
        let destructions = destructions.load(ordering: .acquiring)
        return try PreparedEvent(
            event,
            of: request,
            at: position,
            time: time,
            id: makeID(time),
            destructions: destructions
        )
    }

    private func startWriting() {
        writing.async { self.writeAll() }
    }

    /// Commits batch after batch until nothing is ready.
    private func writeAll() {
        while true {
            let batch = queue.withLock { $0.takeBatch(limit: Self.batchLimit) }
            if batch.isEmpty { break }
            write(batch)
            // What else waits for the writer gets its turn, also while deliveries never end.
            if otherWork.load(ordering: .relaxed) > 0 { return startWriting() }
        }
        settleAtRest()
        for done in queue.withLock({ $0.takeIdle() }) { done.resume() }
    }

    private func write(_ batch: AppendQueue.Batch) {
        var results: [Result<AppendOutcome, EventLogError>] = []
        // What was made again keeps its claims to new keys until it is on disk.
        var recorded: [PreparedEvent] = []
        let (known, mayBeBehind) = queue.withLock { ($0.head, $0.mayBeBehind) }
        var head = known
        if let path = files.look(), !batch.waiting.isEmpty {
            queue.withLock { $0.finish(batch, head: known) }
            return answer(
                batch.waiting,
                batch.waiting.map { _ in .failure(.filesGone(path: path)) }
            )
        }
        do {
            if batch.waiting.isEmpty { return queue.withLock { $0.finish(batch, head: known) } }
            try pool.writeWithoutTransaction { database in
                if mayBeBehind { head = try settleFailure(database, known) }
                let start = head
                let statements = try AppendStatements(in: database)
                try identities.withLock { identities in
                    do {
                        try statements.inTransaction(of: database) {
                            for waiting in batch.waiting {
                                results.append(
                                    try insert(
                                        waiting,
                                        after: &head,
                                        recorded: &recorded,
                                        &identities,
                                        statements
                                    )
                                )
                            }
                            try identities.settle(identities.dueCount, statements)
                        }
                        identities.commit()
                    } catch {
                        identities.rollBack()
                        head = start
                        throw error
                    }
                }
            }
            note(isWritable: true)
        } catch {
            if note(isWritable: false) { tryAfterPause() }
            queue.withLock { $0.mayBeBehind = true }
            recorded = []
            let failure = EventLogError(writing: error, at: pool.path)
            results = batch.waiting.map { _ in .failure(failure) }
        }
        queue.withLock { $0.finish(batch, head: head) }
        if !recorded.isEmpty { onCommit(recorded.map(\.event)) }
        if let path = files.look() {
            // What was just written may be in a file that nobody will find.
            results = results.map { _ in .failure(.filesGone(path: path)) }
        }
        answer(batch.waiting, results)
    }

    /// Gives each its answer, all of one place together and there: what was made for an append is then given up where it
    /// was made, and the threads do not wait for one another's memory.
    private func answer(
        _ waiting: [AppendQueue.Waiting],
        _ results: [Result<AppendOutcome, EventLogError>]
    ) {
        var rest = zip(waiting, results).map { ($0, $1) }
        while let place = rest.first?.0.place {
            let here = rest.filter { $0.0.place?.id == place.id }
            rest.removeAll { $0.0.place?.id == place.id }
            place.run {
                for (waiting, result) in here { waiting.answer(result) }
            }
        }
        for (waiting, result) in rest { waiting.answer(result) }
    }

    /// Finds out what became of a commit that failed, before anything else is taken.
    ///
    /// Its frames may stand in the write-ahead log without this process knowing of them, and would be
    /// found by the next one. So something is written first: it takes their place, and what the
    /// database then holds is what there is.
    func settleFailure(_ database: Database, _ known: Position) throws -> Position {
        try writeForTrial(database)
        return try catchUp(database, known)
    }

    /// Takes in what an earlier commit left on disk although it reported an error.
    private func catchUp(_ database: Database, _ known: Position) throws -> Position {
        let head = Position(
            try BoundStatement("SELECT coalesce(max(position), 0) FROM events", in: database)
                .integer() ?? 0
        )
        queue.withLock { $0.mayBeBehind = false }
        guard head > known else { return known }
        try identities.withLock { $0 = try IdentityIndex(in: database) }
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT position, envelope FROM events WHERE position > ? ORDER BY position",
            arguments: [known.number]
        )
        var missed: [RecordedEvent] = []
        while let row = try rows.next() { missed.append(try EventReader.event(row)) }
        onCommit(missed)
        return head
    }

    /// Inserts one request; a failure that is the request's own leaves the transaction as it was.
    private func insert(
        _ waiting: AppendQueue.Waiting,
        after head: inout Position,
        recorded: inout [PreparedEvent],
        _ identities: inout IdentityIndex,
        _ statements: AppendStatements
    ) throws -> Result<AppendOutcome, EventLogError> {
        let request = waiting.request
        let identity = request.identityToRemember
        if let identity, let known = try identities.position(of: identity, statements) {
            // Of several nobody knows which came where.
            if request.events.count == 1 { request.events[0].onRepetition?(known) }
            return .success(.duplicate(known))
        }
        var events: [(identity: [UInt8]?, prepared: PreparedEvent)] = []
        var firstKnown: Position?
        var next = head.next
        let destructions = destructions.load(ordering: .relaxed)
        for (event, prepared) in zip(request.events, waiting.prepared) {
            if let identity = event.identity,
                let known = try identities.position(of: identity, statements)
            {
                firstKnown = min(firstKnown ?? known, known)
                event.onRepetition?(known)
                continue
            }
            do {
                let fitting =
                    prepared.event.position == next && prepared.destructions == destructions
                    ? prepared
                    : try prepare(event, of: request, at: next, time: waiting.reservation.time)
                events.append((event.identity, fitting))
            } catch {
                return .failure(.draft(reason(of: error)))
            }
            next = next.next
        }
        if events.isEmpty { return .success(.duplicate(firstKnown ?? head)) }
        let first = head.next
        for (identity, prepared) in events {
            try insert(prepared, statements)
            if let identity {
                try identities.remember(identity, at: prepared.event.position, statements)
            }
            recorded.append(prepared)
        }
        if let identity { try identities.remember(identity, at: first, statements) }
        head = Position(next.number - 1)
        return .success(.recorded(first: first, last: head))
    }

    private func insert(_ prepared: PreparedEvent, _ statements: AppendStatements) throws {
        let event = prepared.event
        var statement = statements.event
        statement.bind(event.position.number)
        statement.bind(event.recordedAt.microseconds)
        statement.bind(event.body.type)
        statement.bind(event.source)
        statement.bind(event.body.syncID)
        try prepared.envelope.withUnsafeBytes { envelope in
            try prepared.ciphertexts.withUnsafeBytes { ciphertexts in
                statement.bind(lent: envelope)
                statement.bind(lent: ciphertexts)
                statement.bind(prepared.leaf)
                try statement.run()
            }
        }
        try insertKeys(of: prepared, statements)
    }

    private func insertKeys(of prepared: PreparedEvent, _ statements: AppendStatements) throws {
        for (slot, wrappedKey) in prepared.wrappedKeys.enumerated() {
            var statement = statements.dataKey
            statement.bind(prepared.event.position.number)
            statement.bind(Int64(slot))
            statement.bind(wrappedKey)
            try statement.run()
        }
        for (name, wrapped) in prepared.newFingerprintKeys {
            var statement = statements.fingerprintKey
            statement.bind(name.text)
            statement.bind(wrapped)
            try statement.run()
        }
    }
}

extension AppendRequest {
    /// The delivery's identity, unless all its events have their own: those then tell a repetition by themselves.
    fileprivate var identityToRemember: [UInt8]? {
        events.contains { $0.identity == nil } ? identity : nil
    }
}
