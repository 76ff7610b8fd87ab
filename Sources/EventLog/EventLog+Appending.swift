internal import Cryptography
internal import Foundation
internal import GRDB
internal import Synchronization
package import SyncModel
internal import Transparency

extension EventLog {
    /// How many requests share a transaction at most.
    private static let batchLimit = 512

    /// Appends all of a request or nothing, and returns when it is on disk.
    ///
    /// - Throws: `EventLogError.cannotWrite` when nothing was recorded; the same request may be made again.
    package func append(
        _ request: AppendRequest
    ) async throws(EventLogError) -> AppendOutcome {
        let result = await withCheckedContinuation { answer in
            enqueue(Waiting(request: request, answer: answer))
        }
        return try result.get()
    }

    private func enqueue(_ waiting: Waiting) {
        let (isClosed, mustStart) = queue.withLock { queue in
            if queue.isClosed { return (true, false) }
            queue.waiting.append(waiting)
            defer { queue.isWriting = true }
            return (false, !queue.isWriting)
        }
        if isClosed {
            waiting.answer.resume(returning: .failure(.closed))
        } else if mustStart {
            writing.async { self.writeAll() }
        }
    }

    /// Commits batch after batch until nobody waits.
    private func writeAll() {
        while true {
            let batch = queue.withLock { queue -> [Waiting] in
                let batch = Array(queue.waiting.prefix(Self.batchLimit))
                queue.waiting.removeFirst(batch.count)
                if batch.isEmpty { queue.isWriting = false }
                return batch
            }
            if batch.isEmpty { return }
            write(batch)
        }
    }

    private func write(_ batch: [Waiting]) {
        var results: [Result<AppendOutcome, EventLogError>] = []
        var recorded: [RecordedEvent] = []
        do {
            try pool.writeWithoutTransaction { database in
                try catchUp(database)
                try database.inTransaction(.immediate) {
                    var head = queue.withLock { $0.head }
                    for waiting in batch {
                        results.append(
                            try insert(
                                waiting.request,
                                after: &head,
                                recorded: &recorded,
                                in: database
                            )
                        )
                    }
                    return .commit
                }
            }
            if let last = recorded.last {
                queue.withLock { $0.head = last.position }
                onCommit(recorded)
            }
        } catch {
            results = batch.map { _ in .failure(.cannotWrite("\(error)")) }
        }
        for (waiting, result) in zip(batch, results) { waiting.answer.resume(returning: result) }
    }

    /// Takes in what an earlier commit left on disk although it reported an error.
    private func catchUp(_ database: Database) throws {
        let known = queue.withLock { $0.head }
        let head = Position(
            try Int64.fetchOne(database, sql: "SELECT coalesce(max(position), 0) FROM events") ?? 0
        )
        guard head > known else { return }
        var missed: [RecordedEvent] = []
        try reader.forEach(after: known, through: head) { missed.append($0) }
        queue.withLock { $0.head = head }
        onCommit(missed)
    }

    /// Inserts one request; a failure that is the request's own leaves the transaction as it was.
    private func insert(
        _ request: AppendRequest,
        after head: inout Position,
        recorded: inout [RecordedEvent],
        in database: Database
    ) throws -> Result<AppendOutcome, EventLogError> {
        let identity = request.identityToRemember
        if let identity, let known = try position(of: identity, in: database) {
            return .success(.duplicate(known))
        }
        var pending: [PendingEvent] = []
        var firstKnown: Position?
        for event in request.events {
            if let identity = event.identity, let known = try position(of: identity, in: database) {
                firstKnown = min(firstKnown ?? known, known)
            } else {
                pending.append(event)
            }
        }
        if pending.isEmpty { return .success(.duplicate(firstKnown ?? head)) }
        var drafts: [EventDraft] = []
        do {
            for (offset, event) in pending.enumerated() {
                drafts.append(try event.makeDraft(Position(head.number + 1 + Int64(offset))))
            }
        } catch {
            return .failure(.draft("\(error)"))
        }
        let first = head.next
        for (event, draft) in zip(pending, drafts) {
            head = head.next
            recorded.append(try insert(draft, of: request, at: head, in: database))
            if let identity = event.identity {
                try remember(identity, at: head, in: database)
            }
        }
        if let identity { try remember(identity, at: first, in: database) }
        return .success(.recorded(first: first, last: head))
    }

    private func insert(
        _ draft: EventDraft,
        of request: AppendRequest,
        at position: Position,
        in database: Database
    ) throws -> RecordedEvent {
        let time = now()
        let event = RecordedEvent(
            position: position,
            id: try makeID(time),
            recordedAt: time,
            version: EventBody.currentVersion,
            source: request.source,
            deliveryIdentity: request.identity,
            deliveryID: request.deliveryID,
            actor: request.actor,
            body: draft.body,
            ciphertextDigests: draft.sealedValues.map { SHA256.digest($0.ciphertext) }
        )
        let envelope = CanonicalEncoding.encode(event.canonical)
        let ciphertexts =
            draft.sealedValues.isEmpty
            ? nil
            : Data(
                CanonicalEncoding.encode(.list(draft.sealedValues.map { .bytes($0.ciphertext) }))
            )
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO events
                (position, recorded_at, type, source, sync, envelope, ciphertexts, leaf)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        try statement.execute(arguments: [
            position.number, time.microseconds, draft.body.type, request.source,
            draft.body.syncID, Data(envelope), ciphertexts, Data(MerkleTree.leafHash(envelope)),
        ])
        try insertKeys(of: draft, at: position, in: database)
        return event
    }

    private func insertKeys(
        of draft: EventDraft,
        at position: Position,
        in database: Database
    ) throws {
        if !draft.sealedValues.isEmpty {
            let statement = try database.cachedStatement(
                sql: "INSERT INTO data_keys (position, slot, wrapped) VALUES (?, ?, ?)"
            )
            for (slot, value) in draft.sealedValues.enumerated() {
                try statement.execute(
                    arguments: [position.number, slot, Data(value.wrappedKey)])
            }
        }
        for (name, wrapped) in draft.newFingerprintKeys {
            // Two events of one transaction may both bring a name's first key; it is the same key.
            try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO fingerprint_keys (name, wrapped) VALUES (?, ?)"
            )
            .execute(arguments: [name.text, Data(wrapped)])
        }
    }

    private func position(of identity: [UInt8], in database: Database) throws -> Position? {
        let statement = try database.cachedStatement(
            sql: "SELECT position FROM identities WHERE identity = ?"
        )
        return try Int64.fetchOne(statement, arguments: [Data(identity)]).map(Position.init)
    }

    private func remember(
        _ identity: [UInt8],
        at position: Position,
        in database: Database
    ) throws {
        try database.cachedStatement(
            sql: "INSERT INTO identities (identity, position) VALUES (?, ?)"
        )
        .execute(arguments: [Data(identity), position.number])
    }
}

extension AppendRequest {
    /// The delivery's identity, unless all its events have their own: those then tell a repetition by themselves.
    fileprivate var identityToRemember: [UInt8]? {
        events.contains { $0.identity == nil } ? identity : nil
    }
}
