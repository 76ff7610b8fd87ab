import GRDB
import SQLiteIndex
import SyncModel
import TestSupport
import Testing

@testable import EventLog
@testable import SQLiteStore

/// Types, sources, delivery ids, folders, keys and settings are found without reading the log.
@Suite(.timeLimit(.minutes(10))) struct PostingTests {
    /// More events than two blocks of the index, and a few more.
    private static let count = Int(Postings.block) * 2 + 40

    private let files: TestLog

    init() async throws {
        files = try TestLog()
        let log = try files.open()
        for start in stride(from: 0, to: Self.count, by: 128) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in start..<min(start + 128, Self.count) {
                    group.addTask { _ = try await log.append(Self.request(number)) }
                }
                try await group.waitForAll()
            }
        }
        await log.close()
    }

    /// Every 100th comes from a rare source, and every 300th is malformed.
    private static func request(_ number: Int) -> AppendRequest {
        let isRare = number % 100 == 7
        return AppendRequest(
            source: isRare ? "rare" : "often",
            identity: Array("i-\(number)".utf8),
            deliveryID: "id-\(number)",
            events: [
                PendingEvent(
                    number % 300 == 0
                        ? .delivery(.malformed(reason: "r"))
                        : .delivery(.ignored(type: "t", reason: "r"))
                )
            ]
        )
    }

    /// Fills the index as a server does when nothing is appended.
    private func fill() throws {
        let queue = try files.client()
        try queue.writeWithoutTransaction { while try Postings.advance(in: $0) {} }
        try queue.close()
    }

    private func answers() throws -> [[Int64]] {
        let reader = try EventReader.open(directory: files.directory)
        var found: [[Int64]] = []
        for isNewest in [false, true] {
            for (type, source) in [
                ("delivery.malformed", nil), (nil, "rare"), (nil, "never"), ("never", nil),
                ("delivery.ignored", "rare"), ("delivery.ignored", nil),
            ] as [(String?, String?)] {
                for (after, before) in [
                    (0, .max), (300, 900), (0, 100), (1030, 2000),
                ] as [(Int64, Int64)] {
                    var query = EventQuery(
                        after: Position(after),
                        before: Position(before),
                        limit: 7,
                        type: type,
                        source: source
                    )
                    query.isNewest = isNewest
                    found.append(try reader.events(query).map(\.position.number))
                    found.append(try reader.page(query).events.map(\.position.number))
                }
            }
            found.append(
                try reader.deliveryStarts(
                    DeliveryQuery(source: "rare", limit: 50, isNewest: isNewest)
                )
                .map(\.number)
            )
        }
        for id in ["id-0", "id-777", "id-\(Self.count - 1)", "none"] {
            found.append([try reader.delivery(id: id)?.first.position.number ?? 0])
        }
        return found
    }

    @Test func `what is found does not depend on how far the index goes`() throws {
        try files.execute("DELETE FROM postings; UPDATE postings_progress SET through = 0")
        let without = try answers()
        #expect(without.contains { !$0.isEmpty })
        try fill()
        let covered = try files.count("SELECT through FROM postings_progress")
        #expect(covered == Int(Postings.block) * 2)
        for (number, pair) in zip(try answers(), without).enumerated() {
            #expect(pair.0 == pair.1, "question \(number)")
        }
    }

    @Test func `the postings and the events in them are sought by key, without sorting`() throws {
        try fill()
        let queue = try files.client()
        try queue.read { database in
            for isNewest in [false, true] {
                var query = EventQuery(limit: 10, type: "delivery.malformed", source: "rare")
                query.isNewest = isNewest
                let selection = try EventSelection(
                    query,
                    through: .max,
                    columns: "envelope",
                    in: database
                )
                #expect(selection.terms == [.type("delivery.malformed")])
                for sql in [Postings.searchSQL, selection.lookupSQL, selection.scanSQL] {
                    let count = sql.count { $0 == "?" }
                    let plan =
                        try Row.fetchAll(
                            database,
                            sql: "EXPLAIN QUERY PLAN " + sql,
                            arguments: StatementArguments(Array(repeating: 1, count: count))
                        )
                        .map { $0["detail"] as String }
                    #expect(plan.allSatisfy { $0.hasPrefix("SEARCH") && !$0.contains("TEMP") })
                    #expect(plan.allSatisfy { $0.contains("PRIMARY KEY") })
                }
            }
        }
        try queue.close()
    }

    @Test func `each event is found by each of its terms, and hardly any other is`() throws {
        try fill()
        let reader = try EventReader.open(directory: files.directory)
        var wanted: [EventTerm: [Position]] = [:]
        try reader.forEach(after: .beforeFirst) { event in
            for term in event.terms { wanted[term, default: []].append(event.position) }
        }
        #expect(wanted.count > Self.count)
        for (term, positions) in wanted.prefix(100) {
            let all = try reader.positions(of: [term], after: .beforeFirst, through: Position(.max))
            #expect(all == positions, "\(term)")
            let newest = try reader.positions(
                of: [term],
                after: Position(40),
                through: Position(1050),
                limit: 3,
                isNewest: true
            )
            let between = positions.filter { $0 > Position(40) && $0 <= Position(1050) }
            #expect(newest == between.suffix(3), "\(term)")
        }
    }

    @Test func `no event that is missing or does not match its leaf is passed over`() throws {
        try fill()
        let end = Position(Int64(Self.count))
        let terms = [EventTerm.source("often"), .source("rare")]
        // Whoever opens the log afterwards is told at once.
        let reader = try EventReader.open(directory: files.directory)
        try files.execute("DROP TRIGGER events_update; DROP TRIGGER events_delete")
        try files.execute("UPDATE events SET leaf = zeroblob(32) WHERE position = 5")
        try files.execute("DELETE FROM events WHERE position IN (9, \(Self.count - 3))")
        #expect(
            throws: EventLogError.damaged(
                Position(5),
                reason: "its envelope does not match its leaf"
            )
        ) { try reader.scan(at: [Position(4), Position(5)]) { _ in true } }
        #expect(throws: EventLogError.gap(after: Position(8))) {
            try reader.scan(at: [Position(9)]) { _ in true }
        }
        // One is missing among those that the index does not cover.
        for _ in 0..<2 {
            #expect(throws: EventLogError.gap(after: Position(Int64(Self.count - 4)))) {
                try reader.positions(of: terms, after: .beforeFirst, through: end)
            }
        }
    }

    @Test func `a log that lacks a whole block of events is indexed to its end`() throws {
        try files.execute("DELETE FROM postings; UPDATE postings_progress SET through = 0")
        try files.execute("DROP TRIGGER events_delete")
        try files.execute("DELETE FROM events WHERE position <= \(Postings.block + 9)")
        let queue = try files.client()
        try queue.writeWithoutTransaction { database in
            let hasMore = try (0..<2).map { _ in try Postings.advance(in: database) }
            #expect(hasMore == [true, false])
            #expect(try Postings.through(in: database) == Postings.block * 2)
        }
        try queue.close()
    }

    @Test func `what the index does not cover is read, unless it is very much`() async throws {
        let log = try await files.reopen()
        let many = (0..<10_001)
            .map { _ in
                PendingEvent(.delivery(.ignored(type: "t", reason: "r")))
            }
        _ = try await log.append(AppendRequest(source: "late", events: many))
        let whole = (Self.count + many.count) / Int(Postings.block) * Int(Postings.block)
        try await eventually("the log is indexed") {
            try files.count("SELECT through FROM postings_progress") == whole
        }
        await log.close()
        try files.execute("DELETE FROM postings; UPDATE postings_progress SET through = 0")
        let reader = try EventReader.open(directory: files.directory)
        let head = try reader.head()
        func found(through end: Int64) throws -> Int? {
            try reader.positions(
                of: [.source("late")],
                after: .beforeFirst,
                through: Position(end)
            )?
            .count
        }
        #expect(try found(through: 10_001) == nil)
        for _ in 0..<2 {
            #expect(try found(through: 9000) == 9000 - Self.count)
            #expect(try found(through: 10_000) == 10_000 - Self.count)
        }
        try fill()
        #expect(try found(through: head.number) == many.count)
    }

    @Test(
        arguments: [
            "DROP TABLE postings; DROP TABLE postings_progress; PRAGMA user_version = 2",
            // The third version had other terms.
            """
            DELETE FROM postings; INSERT INTO postings VALUES (-1, 1), (1, 700);
            UPDATE postings_progress SET through = 1024; PRAGMA user_version = 3
            """,
        ]
    )
    func `a log of an earlier version is indexed while it is open`(
        change: String
    ) async throws {
        try files.execute(change)
        #expect(throws: EventLogError.self) { try EventReader.open(directory: files.directory) }
        let log = try await files.reopen()
        let whole = Int(Postings.block) * 2
        try await eventually("the log is indexed") {
            try files.count("SELECT through FROM postings_progress") == whole
        }
        // One for the type, one for the source, one for the id.
        #expect(try files.count("SELECT count(*) FROM postings") == whole * 3)
        await log.close()
    }
}
