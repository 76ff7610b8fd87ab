import EventLog
import Foundation
import GRDB
import SyncModel
import TestSupport
import Testing

@testable import SQLiteStore

/// Giving room back to the disk.
@Suite(.timeLimit(.minutes(5))) struct CompactingTests {
    private let files: TestLog

    init() async throws {
        files = try TestLog()
        let log = try files.open()
        for number in 1...400 {
            _ = try await log.append(
                AppendRequest(
                    identity: Array("i-\(number)".utf8),
                    events: [PendingEvent(.delivery(.ignored(type: "t", reason: "r")))]
                )
            )
            if number.isMultiple(of: 100) {
                let state = [UInt8](repeating: 7, count: 200_000)
                try log.saveSnapshot(state, at: Position(Int64(number)))
            }
        }
        await log.close()
        await log.finish()
    }

    private var path: String { files.directory + "/events.sqlite" }

    private func rows(_ table: String) throws -> [Row] {
        let queue = try files.client()
        defer { try? queue.close() }
        return try queue.read { try Row.fetchAll($0, sql: "SELECT * FROM \(table) ORDER BY 1") }
    }

    private func compact() async throws {
        let store = try await TestLog.onceUnlocked {
            try SQLiteStore(
                directory: files.directory,
                makeLogID: { [] },
                makeIdentityKey: { _ in [] }
            )
        }
        try store.compact()
        store.close()
    }

    @Test func `events, keys and the newest snapshot stay, and the file is smaller`()
        async throws
    {
        let tables = ["events", "identities", "identity_arrivals", "data_keys", "log"]
        let before = try tables.map(rows)
        let size = SQLiteReader.byteCount(path)
        #expect(try rows("snapshots").count > 1)
        try await compact()
        #expect(try tables.map(rows) == before)
        #expect(try rows("snapshots").map { $0["position"] as Int64 } == [400])
        #expect(SQLiteReader.byteCount(path) < size)
        // Appending goes on where it was, and what was there is still refused a second time.
        let log = try await files.reopen()
        let next = AppendRequest(
            identity: Array("i-1".utf8),
            events: [PendingEvent(.delivery(.ignored(type: "t", reason: "r")))]
        )
        #expect(try await log.append(next) == .duplicate(Position(1)))
        #expect(log.head == Position(400))
        await log.close()
    }

    @Test func `a log that is in use is left alone`() async throws {
        let log = try await files.reopen()
        let size = SQLiteReader.byteCount(path)
        #expect(throws: EventLogError.self) {
            try SQLiteStore(
                directory: files.directory,
                makeLogID: { [] },
                makeIdentityKey: { _ in [] }
            )
            .compact()
        }
        #expect(SQLiteReader.byteCount(path) == size)
        await log.close()
    }
}
