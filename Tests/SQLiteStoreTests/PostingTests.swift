import GRDB
import SyncModel
import TestSupport
import Testing

@testable import EventLog
@testable import SQLiteStore

/// Types, sources and delivery ids are found without reading the log.
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
        let queue = try DatabaseQueue(path: files.directory + "/events.sqlite")
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
        #expect(try answers() == without)
    }

    @Test(
        arguments: [
            ("delivery.malformed", nil), (nil, "rare"), (nil, "never"), ("never", "never"),
        ] as [(String?, String?)]
    )
    func `a rare type or source is sought by its postings, in order, without sorting`(
        type: String?,
        source: String?
    ) throws {
        try fill()
        let queue = try DatabaseQueue(path: files.directory + "/events.sqlite")
        try queue.read { database in
            var query = EventQuery(limit: 10, type: type, source: source)
            for isNewest in [false, true] {
                query.isNewest = isNewest
                let selection = try EventSelection(
                    query,
                    through: .max,
                    columns: "envelope",
                    limit: 10,
                    in: database
                )
                let (sql, arguments) = try selection.statement(in: database)
                let plan =
                    try Row.fetchAll(
                        database,
                        sql: "EXPLAIN QUERY PLAN " + sql,
                        arguments: arguments
                    )
                    .map { $0["detail"] as String }
                #expect(plan.contains { $0.hasPrefix("SEARCH postings USING PRIMARY KEY (term=?") })
                // What the index does not cover yet is less than a block.
                #expect(plan.allSatisfy { !$0.hasPrefix("SCAN") && !$0.contains("TEMP B-TREE") })
            }
        }
    }

    @Test func `a log of the second version is indexed while it is open`() async throws {
        try files.execute(
            "DROP TABLE postings; DROP TABLE postings_progress; PRAGMA user_version = 2"
        )
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
