package import EventLog
internal import Encodings
internal import GRDB
internal import SQLiteIndex
internal import Synchronization
package import SyncModel

extension SQLiteStore {
    /// Prepares an event of an append again, for the given position.
    package typealias Remaking = (PendingEvent, PendingAppend, Position) throws -> PreparedEvent

    /// One transaction with `BEGIN IMMEDIATE` and one fsync.
    package func commit(
        _ appends: [PendingAppend],
        after head: Position,
        remaking remake: Remaking
    ) throws(EventLogError) -> Commit {
        commitCount.add(1, ordering: .relaxed)
        var commit = Commit(head: head)
        do {
            try pool.writeWithoutTransaction { database in
                let statements = try AppendStatements(in: database)
                try identities.withLock { identities in
                    do {
                        try statements.inTransaction(of: database) {
                            for append in appends {
                                let result = try insert(
                                    append,
                                    remaking: remake,
                                    into: &commit,
                                    &identities,
                                    statements
                                )
                                commit.results.append(result)
                            }
                            try identities.flush(identities.dueCount, statements)
                        }
                        identities.commit()
                    } catch {
                        identities.rollBack()
                        throw error
                    }
                }
            }
        } catch {
            throw EventLogError(writing: error, at: pool.path)
        }
        let count = Int64(commit.recorded.count)
        unindexedCount.add(count, ordering: .relaxed)
        return commit
    }

    /// Finds out what became of a commit that failed.
    ///
    /// Its frames may be in the write-ahead log without this process knowing, and the next process
    /// would find them. So something is written first: it overwrites those frames, and what the
    /// database then contains is final.
    package func recover(after known: Position) throws(EventLogError) -> [RecordedEvent] {
        do {
            return try pool.writeWithoutTransaction { database in
                try writeForTrial(database)
                let rows = try Row.fetchCursor(
                    database,
                    sql: """
                        SELECT position, envelope FROM events
                        WHERE position > ? ORDER BY position
                        """,
                    arguments: [known.number]
                )
                var missed: [RecordedEvent] = []
                while let row = try rows.next() { missed.append(try RecordedEvent(row)) }
                if !missed.isEmpty {
                    try identities.withLock { $0 = try IdentityIndex(in: database) }
                }
                return missed
            }
        } catch {
            throw EventLogError(writing: error, at: pool.path)
        }
    }

    /// Commits a page with unchanged content.
    private func writeForTrial(_ database: Database) throws {
        try database.inTransaction(.immediate) {
            try database.execute(sql: "UPDATE identity_settlement SET through = through")
            // SQLite writes no page for an unchanged row, but does for this.
            try database.execute(sql: "PRAGMA user_version = \(Schema.version)")
            return .commit
        }
    }

    /// Inserts one request; a failure of the request itself leaves the transaction unchanged.
    private func insert(
        _ append: PendingAppend,
        remaking remake: Remaking,
        into commit: inout Commit,
        _ identities: inout IdentityIndex,
        _ statements: AppendStatements
    ) throws -> Result<AppendOutcome, EventLogError> {
        let request = append.request
        let identity = request.identityToRemember
        if let identity, let known = try identities.position(of: identity, statements) {
            // With several events, it is unknown which came at which position.
            if request.events.count == 1 { request.events[0].onRepetition?(known) }
            return .success(.duplicate(known))
        }
        var events: [(identity: [UInt8]?, prepared: PreparedEvent)] = []
        var firstKnown: Position?
        var next = commit.head.next
        let destructions = destructions
        for (event, prepared) in zip(request.events, append.prepared) {
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
                    : try remake(event, append, next)
                events.append((event.identity, fitting))
            } catch {
                return .failure(.draft(reason(of: error)))
            }
            next = next.next
        }
        if events.isEmpty { return .success(.duplicate(firstKnown ?? commit.head)) }
        let first = commit.head.next
        for (identity, prepared) in events {
            try insert(prepared, statements)
            if let identity {
                try identities.remember(identity, at: prepared.event.position, statements)
            }
            commit.recorded.append(prepared)
        }
        if let identity { try identities.remember(identity, at: first, statements) }
        commit.head = Position(next.number - 1)
        return .success(.recorded(first: first, last: commit.head))
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
    /// The delivery's identity, unless all its events have their own, which then suffice to detect
    /// a repetition.
    fileprivate var identityToRemember: [UInt8]? {
        events.contains { $0.identity == nil } ? identity : nil
    }
}
