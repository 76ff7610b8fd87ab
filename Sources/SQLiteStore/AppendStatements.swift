internal import GRDB

/// The statements of an append, looked up once for a whole batch.
///
/// Each is a value: a copy binds its own arguments, and only one copy of a statement is in use at a
/// time.
struct AppendStatements {
    private let begin: BoundStatement
    private let commit: BoundStatement
    private let rollBack: BoundStatement
    let event: BoundStatement
    let dataKey: BoundStatement
    let fingerprintKey: BoundStatement
    let arrival: BoundStatement
    let flushedPosition: BoundStatement
    let flushed: BoundStatement
    let flushedThrough: BoundStatement

    init(in database: Database) throws {
        begin = try BoundStatement("BEGIN IMMEDIATE", in: database)
        commit = try BoundStatement("COMMIT", in: database)
        rollBack = try BoundStatement("ROLLBACK", in: database)
        event = try BoundStatement(
            """
            INSERT INTO events
            (position, recorded_at, type, source, sync, envelope, ciphertexts, leaf)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            in: database
        )
        dataKey = try BoundStatement(
            "INSERT INTO data_keys (position, slot, wrapped) VALUES (?, ?, ?)",
            in: database
        )
        // Two events of one transaction may both bring a name's first key; the keys are then equal.
        fingerprintKey = try BoundStatement(
            "INSERT OR IGNORE INTO fingerprint_keys (name, wrapped) VALUES (?, ?)",
            in: database
        )
        arrival = try BoundStatement(
            "INSERT INTO identity_arrivals (number, identity, position) VALUES (?, ?, ?)",
            in: database
        )
        flushedPosition = try BoundStatement(
            "SELECT position FROM identities WHERE identity = ?",
            in: database
        )
        flushed = try BoundStatement(
            "INSERT INTO identities (identity, position) VALUES (?, ?)",
            in: database
        )
        flushedThrough = try BoundStatement(
            "UPDATE identity_settlement SET through = ?",
            in: database
        )
    }

    /// Commits everything `body` does, or nothing.
    func inTransaction(of database: Database, _ body: () throws -> Void) throws {
        try begin.run()
        do {
            try body()
            try commit.run()
        } catch {
            // SQLite rolls back some failed transactions itself.
            if database.isInsideTransaction { try? rollBack.run() }
            throw error
        }
    }
}
