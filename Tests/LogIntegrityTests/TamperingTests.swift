import EventLog
import Foundation
import LiveLog
import GRDB
import LogModels
import SecretSealing
import SyncModel
import TestSupport
import Testing

@testable import LogIntegrity

/// Every table beside the log, every column of it: what is changed there is found.
@Suite(.timeLimit(.minutes(10))) struct TamperingTests {
    private static let path = FolderPath.sample()
    /// What is declared to be rebuilt or not to be used.
    private static let caches: Set<String> = ["snapshots", "sqlite_sequence"]

    private let directory = temporaryPath("tampering")

    private func open() throws -> OpenLog {
        try OpenLog.open(
            directory: try DataDirectory(directory),
            masterKey: TestLog.masterKey,
            now: { .now }
        )
    }

    private static func identity(_ number: Int) -> [UInt8] {
        let value = UInt64(bitPattern: Int64(number)) &* 0x9E37_79B9_7F4A_7C15
        return withUnsafeBytes(of: (value ^ value >> 29).bigEndian) { Array($0) } + [1, 2, 3]
    }

    /// A log with deliveries of every kind: with identities of their own, of their events, of both,
    /// and none.
    private func fill() async throws {
        let openLog = try open()
        let (log, sealer) = (openLog.log, openLog.sealer)
        func set(_ key: String, identity: [UInt8]?) -> PendingEvent {
            let name = ValueName.secret(key, in: FolderID(source: "hanzo", path: Self.path))
            return PendingEvent(identity: identity) { position in
                var sealing = sealer.begin(at: position)
                let (slot, fingerprint) = try sealing.seal(SecretValue("v"), as: name)
                let entry = SecretEntry(
                    key: key,
                    fingerprint: fingerprint,
                    isBlank: false,
                    version: nil,
                    slot: slot
                )
                return sealing.draft(.secrets(.changed(Self.path, [.set(entry)])))
            }
        }
        let notified = PendingEvent(.folder(.notified(Self.path)))
        let run = PushRun(id: "run", syncID: "s", kind: .push, through: Position(1))
        let requests = [
            AppendRequest(
                source: "hanzo",
                identity: Self.identity(1),
                events: [set("A", identity: nil)]
            ),
            AppendRequest(
                source: "hanzo",
                identity: Self.identity(2),
                events: [
                    set("B", identity: Self.identity(3)), set("C", identity: Self.identity(4)),
                ]
            ),
            AppendRequest(
                source: "hanzo",
                identity: Self.identity(5),
                events: [set("D", identity: Self.identity(6)), notified, set("E", identity: nil)]
            ),
            AppendRequest(source: "hanzo", events: [notified]),
            AppendRequest(source: "hanzo", events: [set("F", identity: Self.identity(7))]),
            AppendRequest(
                actor: Actor(type: "server"),
                events: [PendingEvent(.push(.started(run)))]
            ),
            AppendRequest(
                source: "hanzo",
                identity: Self.identity(8),
                events: [
                    set("G", identity: Self.identity(3)), set("H", identity: Self.identity(9)),
                ]
            ),
        ]
        for request in requests { _ = try await log.append(request) }
        try openLog.saveSnapshot()
        await log.close()
    }

    private func audit(_ directory: String) async throws -> [String] {
        try await LogAudit.run(
            dataDirectory: directory,
            masterKeys: { [TestLog.masterKey] },
            checkpoints: []
        )
        .problems.map { "\($0.kind.rawValue): \($0.message)" }
    }

    /// Changes a copy behind the guards and gives what an audit says of it.
    private func audit(after sql: String) async throws -> [String] {
        let copy = directory + "-" + UUID().uuidString
        try FileManager.default.copyItem(atPath: directory, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let queue = try DatabaseQueue(path: copy + "/events.sqlite")
        try await queue.writeWithoutTransaction { database in
            let guards = try Row.fetchAll(
                database,
                sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
            )
            for row in guards { try database.execute(sql: "DROP TRIGGER \(row["name"] as String)") }
            try database.execute(sql: sql)
            for row in guards { try database.execute(sql: row["sql"]) }
        }
        try queue.close()
        return try await audit(copy)
    }

    /// The tables with their columns.
    private func columns() throws -> [(table: String, column: String)] {
        let queue = try DatabaseQueue(path: directory + "/events.sqlite")
        return try queue.read { database in
            let tables = try String.fetchAll(
                database,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
            )
            return try tables.flatMap { table in
                try database.columns(in: table).map { (table, $0.name) }
            }
        }
    }

    /// A change of one value, whatever its kind: a bit of the last byte, one more, one letter more.
    private static func change(_ table: String, _ column: String, _ order: String) -> String {
        """
        UPDATE \(table) SET \(column) = CASE typeof(\(column))
            WHEN 'integer' THEN \(column) + 1000
            WHEN 'text' THEN \(column) || 'x'
            WHEN 'blob' THEN CAST(substr(\(column), 1, length(\(column)) - 1)
                || CASE substr(\(column), -1) WHEN x'00' THEN x'01' ELSE x'00' END AS BLOB)
            ELSE CASE '\(column)' WHEN 'ciphertexts' THEN x'80' ELSE 'x' END END
        WHERE \(column) IS (SELECT \(column) FROM \(table) ORDER BY 1 \(order) LIMIT 1)
        """
    }

    @Test func `a value changed in any column of any table is found`() async throws {
        try await fill()
        #expect(try await audit(directory) == [])
        var changed = 0
        for (table, column) in try columns() where !Self.caches.contains(table) {
            // Nothing is sorted in yet; other tests look at that.
            if ["identities", "postings"].contains(table) { continue }
            for order in ["ASC", "DESC"] {
                let problems = try await audit(after: Self.change(table, column, order))
                #expect(problems != [], "\(table).\(column) \(order)")
                changed += 1
            }
        }
        // Another table or column is to be looked at by whoever adds it.
        #expect(changed > 20)
    }

    @Test func `postings that contradict the events are found`() async throws {
        try await fill()
        let openLog = try open()
        let ignored = PendingEvent(.delivery(.ignored(type: "t", reason: "r")))
        for number in 0..<6 {
            let events = Array(repeating: ignored, count: 100)
            let request = AppendRequest(
                source: "hanzo",
                identity: Self.identity(100 + number),
                deliveryID: "d-\(number)",
                events: events
            )
            _ = try await openLog.log.append(request)
        }
        let queue = try DatabaseQueue(path: directory + "/events.sqlite")
        try await eventually("the postings cover a block") {
            try await queue.read { database in
                try Int.fetchOne(database, sql: "SELECT through FROM postings_progress")
            } == 512
        }
        try queue.close()
        await openLog.log.close()
        #expect(try await audit(directory) == [])
        for change in [
            "DELETE FROM postings WHERE position = 7",
            """
            DELETE FROM postings WHERE (term, position) IN
                (SELECT term, position FROM postings WHERE position = 300 LIMIT 1)
            """,
            "UPDATE postings SET term = term + 1 WHERE position = 100",
            "INSERT INTO postings VALUES (1, 3)", "UPDATE postings_progress SET through = 513",
        ] {
            let problems = try await audit(after: change)
            #expect(problems.contains { $0.hasPrefix("index-differs: ") }, "\(change)")
        }
    }

    @Test func `a row deleted from any table is found`() async throws {
        try await fill()
        for table in Set(try columns().map(\.table)) where !Self.caches.contains(table) {
            if ["identities", "postings"].contains(table) { continue }
            for order in ["ASC", "DESC"] {
                let column = try columns().first { $0.table == table }?.column ?? ""
                let problems = try await audit(
                    after: """
                        DELETE FROM \(table) WHERE \(column) IS
                            (SELECT \(column) FROM \(table) ORDER BY 1 \(order) LIMIT 1)
                        """
                )
                // The log's last event can only be missed by somebody who knows a checkpoint.
                let isEnd = table == "events" && order == "DESC"
                #expect(isEnd || problems != [], "\(table) \(order)")
            }
        }
    }

    @Test(
        arguments: [
            "INSERT INTO identity_arrivals SELECT max(number) + 1, x'0102', 1 "
                + "FROM identity_arrivals",
            "INSERT INTO identity_arrivals SELECT max(number) + 1, x'0102', 999 "
                + "FROM identity_arrivals",
            "INSERT INTO identity_arrivals SELECT max(number) + 1, x'0102', 6 "
                + "FROM identity_arrivals",
            "UPDATE identity_arrivals SET number = number + 10 WHERE number > 3",
            "INSERT INTO identities VALUES (x'0102', 3)",
            "INSERT INTO identities SELECT identity, position + 1 FROM identity_arrivals LIMIT 1",
            "INSERT INTO identity_settlement VALUES (0)",
            "UPDATE identity_settlement SET through = 99",
            "INSERT INTO log SELECT * FROM log",
            "DELETE FROM log",
            "PRAGMA user_version = 1",
            "PRAGMA application_id = 1",
        ]
    )
    func `what was added or marked otherwise is found`(sql: String) async throws {
        try await fill()
        #expect(try await audit(after: sql) != [])
    }

    @Test func `what a cache holds is no matter`() async throws {
        try await fill()
        for sql in [
            "UPDATE snapshots SET state = x'00'", "DELETE FROM snapshots",
            "UPDATE sqlite_sequence SET seq = 99",
        ] {
            #expect(try await audit(after: sql) == [])
        }
    }

    @Test func `identities that are sorted in are compared with those that arrived`() async throws {
        try await fill()
        let openLog = try open()
        for start in stride(from: 100, to: 8400, by: 500) {
            let events = (start..<start + 500)
                .map { number in
                    PendingEvent(identity: Self.identity(number)) { _ in
                        EventDraft(body: .delivery(.ignored(type: "t", reason: "r")))
                    }
                }
            _ = try await openLog.log.append(AppendRequest(source: "hanzo", events: events))
        }
        try await eventually("the identities are sorted in") { try settledThrough() >= 8192 }
        await openLog.log.close()
        #expect(try await audit(directory) == [])
        for column in ["identity", "position"] {
            let change = Self.change("identities", column, "ASC")
            #expect(try await audit(after: change) != [], "\(column)")
        }
        #expect(try await audit(after: "DELETE FROM identities WHERE position = 100") != [])
    }

    /// The newest arrival of those that stand in the sorted table, all of them.
    private func settledThrough() throws -> Int {
        let queue = try DatabaseQueue(path: directory + "/events.sqlite")
        return try queue.read { database in
            try Int.fetchOne(database, sql: "SELECT through FROM identity_settlement") ?? 0
        }
    }
}
