internal import Encodings
internal import Dispatch
internal import Synchronization
internal import SyncModel

extension EventLog {
    /// The maximum number of requests in one transaction.
    private static let batchLimit = 512

    /// Receives the result of an append: on the caller's thread, on the executor it named, or on
    /// the writer's thread.
    ///
    /// It must return quickly.
    package typealias Answer = @Sendable (Result<AppendOutcome, EventLogError>) -> Void

    /// Appends all events of a request or none, and returns when they are on disk.
    ///
    /// - Throws: `EventLogError.cannotWrite` if the request may not have been recorded; the same
    ///   request may be sent again.
    package func append(
        _ request: AppendRequest
    ) async throws(EventLogError) -> AppendOutcome {
        let result = await withCheckedContinuation { waiting in
            append(request) { waiting.resume(returning: $0) }
        }
        return try result.get()
    }

    /// Appends all events of a request or none; `answer` is called once, when they are on disk or
    /// the append has failed.
    ///
    /// The events are prepared on the caller's thread, for the positions they will most likely get.
    /// The writer prepares them again only if earlier requests turned out to be duplicates, or if
    /// keys were destroyed in the meantime.
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
        let waiting = PendingAppend(
            request: request,
            prepared: prepared,
            reservation: reservation,
            place: place,
            answer: answer
        )
        if queue.withLock({ $0.fill(waiting) }) { startWriting() }
    }

    /// A place in the queue; nil once the log is closed.
    private func reserve(count: Int) -> AppendQueue.Reservation? {
        queue.withLock { queue in
            // The time is taken together with the place, so that timestamps follow positions.
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
        // Counted before anything is sealed, so that a destruction in the meantime is noticed.
        let destructions = store.destructions
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
        store.writer.run { self.writeAll() }
    }

    /// Commits batch after batch until nothing is ready.
    private func writeAll() {
        while true {
            let batch = queue.withLock { $0.takeBatch(limit: Self.batchLimit) }
            if batch.isEmpty { break }
            write(batch)
            // Other work for the writer gets its turn even if deliveries never stop.
            if store.writer.isAwaited { return startWriting() }
        }
        store.whenIdle { [weak self] in self?.queue.withLock(\.isIdle) ?? false }
        for done in queue.withLock({ $0.takeIdle() }) { done.resume() }
    }

    private func write(_ batch: AppendQueue.Batch) {
        let (known, mayBeBehind) = queue.withLock { ($0.head, $0.mayBeBehind) }
        if batch.waiting.isEmpty { return queue.withLock { $0.finish(batch, head: known) } }
        if let problem = store.look() {
            queue.withLock { $0.finish(batch, head: known) }
            return answer(batch.waiting, batch.waiting.map { _ in .failure(problem) })
        }
        var commit = Commit(head: known)
        do throws(EventLogError) {
            if mayBeBehind { commit.head = try recover(after: known) }
            commit = try store.commit(batch.waiting, after: commit.head) {
                event,
                append,
                position in
                try prepare(
                    event,
                    of: append.request,
                    at: position,
                    time: append.reservation.time
                )
            }
            note(isWritable: true)
        } catch {
            if note(isWritable: false) { tryAfterPause() }
            queue.withLock { $0.mayBeBehind = true }
            commit.results = batch.waiting.map { _ in .failure(error) }
        }
        queue.withLock { $0.finish(batch, head: commit.head) }
        if !commit.recorded.isEmpty { onCommit(commit.recorded.map(\.event)) }
        if let problem = store.look() {
            // What was just written may be in a file that nobody will find.
            commit.results = commit.results.map { _ in .failure(problem) }
        }
        answer(batch.waiting, commit.results)
    }

    /// Delivers each result, all results for one executor together: what was allocated for an
    /// append is then freed on the thread that allocated it, and threads do not contend for each
    /// other's memory.
    private func answer(
        _ waiting: [PendingAppend],
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
}
