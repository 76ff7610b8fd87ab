internal import Encodings
internal import Dispatch
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
        let waiting = PendingAppend(
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
            // What else waits for the writer gets its turn, also while deliveries never end.
            if store.writer.isAwaited { return startWriting() }
        }
        store.atRest { [weak self] in self?.queue.withLock(\.isAtRest) ?? false }
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
            // What was just written may be where nobody will find it.
            commit.results = commit.results.map { _ in .failure(problem) }
        }
        answer(batch.waiting, commit.results)
    }

    /// Gives each its answer, all of one place together and there: what was made for an append is then given up where it
    /// was made, and the threads do not wait for one another's memory.
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
