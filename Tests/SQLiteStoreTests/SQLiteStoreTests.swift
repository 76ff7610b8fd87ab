import Foundation
import GRDB
import SyncModel
import TestSupport
import Testing

@testable import EventLog
@testable import SQLiteStore

private func ignored(_ reason: String, identity: [UInt8]? = nil) -> AppendRequest {
    AppendRequest(
        source: "hanzo",
        identity: identity,
        events: [PendingEvent(.delivery(.ignored(type: "test", reason: reason)))]
    )
}

@Suite(.timeLimit(.minutes(10))) struct SQLiteStoreTests {
    @Test(arguments: [
        "UPDATE events SET type = 'x'",
        "DELETE FROM events",
        "INSERT OR REPLACE INTO events SELECT * FROM events WHERE position = 1",
        "INSERT INTO events SELECT 9, recorded_at, type, source, sync, envelope, ciphertexts, leaf "
            + "FROM events WHERE position = 1",
        "UPDATE identity_arrivals SET identity = x'00'",
        "DELETE FROM identity_arrivals",
        "INSERT OR REPLACE INTO identity_arrivals SELECT * FROM identity_arrivals",
        "UPDATE log SET id = x'00'",
    ])
    func `the database itself refuses to change what is recorded`(sql: String) async throws {
        let files = try TestLog()
        let log = try files.open()
        _ = try await log.append(ignored("a", identity: [1]))
        await log.close()
        #expect(throws: DatabaseError.self) { try files.execute(sql) }
        #expect(try log.reader.events(EventQuery(limit: 10)).count == 1)
    }

    @Test func `a dropped trigger is noticed when the log is opened`() async throws {
        let files = try TestLog()
        var log: EventLog? = try files.open()
        _ = try await log?.append(ignored("a"))
        await log?.close()
        log = nil
        try files.execute("DROP TRIGGER events_delete")
        #expect(throws: EventLogError.schemaChanged("events_delete")) { try files.open() }
    }

    @Test(arguments: [
        ("PRAGMA user_version = 99", "its version is 99, not \(Schema.version)"),
        ("PRAGMA application_id = 7", "it was made by another program"),
        ("PRAGMA application_id = 0; PRAGMA user_version = 0", "it was made by another program"),
    ])
    func `what is refused stays as it is, byte by byte`(sql: String, reason: String) async throws {
        let files = try TestLog()
        var log: EventLog? = try files.open()
        _ = try await log?.append(ignored("a"))
        await log?.close()
        log = nil
        try files.execute(sql)
        let folder = URL(fileURLWithPath: files.directory)
        func contents() throws -> [String: Data] {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            let kept = names.filter { $0.hasPrefix("events.sqlite") }
            return try Dictionary(
                uniqueKeysWithValues: kept.map {
                    ($0, try Data(contentsOf: folder.appending(path: $0)))
                }
            )
        }
        let before = try contents()
        #expect(throws: EventLogError.notThisLog(reason)) { try files.open() }
        #expect(try contents() == before)
    }

    @Test func `a log of the first version is brought up to date and keeps what it knows`()
        async throws
    {
        let files = try TestLog()
        var log: EventLog? = try files.open()
        _ = try await log?.append(ignored("a"))
        await log?.close()
        log = nil
        try files.execute(
            """
            DROP TABLE identity_arrivals; DROP TABLE identity_settlement;
            DROP TABLE postings; DROP TABLE postings_progress;
            INSERT INTO identities VALUES (x'01', 1); PRAGMA user_version = 1
            """
        )
        #expect(throws: EventLogError.self) { try EventReader.open(directory: files.directory) }
        log = try await files.reopen()
        #expect(try await log?.append(ignored("a", identity: [1])) == .duplicate(Position(1)))
        #expect(
            try await log?.append(ignored("b", identity: [2]))
                == .recorded(first: Position(2), last: Position(2))
        )
    }

    @Test func `a second writer on a directory is refused and told who holds it`() throws {
        let files = try TestLog()
        let log = try files.open()
        let holder = "process \(ProcessInfo.processInfo.processIdentifier)"
        #expect(throws: EventLogError.locked(holder: holder)) { try files.open() }
        #expect(log.head == .beforeFirst)
    }

    @Test func `an event changed behind the guards is found by its leaf`() async throws {
        let files = try TestLog()
        var log: EventLog? = try files.open()
        _ = try await log?.append(ignored("first"))
        _ = try await log?.append(ignored("other"))
        await log?.close()
        log = nil
        let guardSQL =
            "CREATE TRIGGER events_update BEFORE UPDATE ON events\n"
            + "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"
        try files.execute(
            "DROP TRIGGER events_update; UPDATE events SET envelope = CAST(replace("
                + "CAST(envelope AS TEXT), 'first', 'forge') AS BLOB) WHERE position = 1; "
                + guardSQL
        )
        let reader = try EventReader.open(directory: files.directory)
        #expect(
            throws: EventLogError.damaged(
                Position(1),
                reason: "its envelope does not match its leaf"
            )
        ) { try reader.forEach(after: .beforeFirst) { _ in } }
    }

    @Test func `after an append that failed the log is not writable until one succeeds`()
        async throws
    {
        let files = try TestLog()
        let log = try files.open()
        #expect(log.isWritable)
        try files.execute(
            """
            CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'full'); END;
            CREATE TRIGGER stuck BEFORE UPDATE ON identity_settlement
            BEGIN SELECT RAISE(ABORT, 'full'); END
            """
        )
        await #expect(throws: EventLogError.self) { try await log.append(ignored("a")) }
        #expect(!log.isWritable)
        try files.execute("DROP TRIGGER full; DROP TRIGGER stuck")
        _ = try await log.append(ignored("a"))
        #expect(log.isWritable)
    }

    @Test func `a trial finds out whether the log can be written again`() throws {
        let files = try TestLog()
        let log = try files.open()
        let full =
            "CREATE TRIGGER full BEFORE UPDATE ON identity_settlement "
            + "BEGIN SELECT RAISE(ABORT, 'full'); END"
        try files.execute(full)
        log.note(isWritable: false)
        #expect(!log.tryToWrite())
        #expect(!log.isWritable)
        try files.execute("DROP TRIGGER full")
        #expect(log.tryToWrite())
        #expect(log.isWritable)
        #expect(log.head == .beforeFirst)
    }
}
