import Foundation
import GRDB
import SyncModel
import Testing

@testable import EventLog
@testable import SQLiteStore

/// Flushing, step by step, without events.
@Suite struct IdentityIndexTests {
    private struct Failed: Error {}

    private let database: DatabaseQueue

    init() throws {
        database = try DatabaseQueue()
        try database.write {
            try Schema.create(in: $0, logID: [UInt8](repeating: 7, count: 16), identityKey: [9])
        }
    }

    /// Spread like those of real deliveries.
    private static func identity(_ number: Int) -> [UInt8] {
        let value = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
        return withUnsafeBytes(of: (value ^ value >> 29).bigEndian) { Array($0) }
    }

    private func count(_ table: String) throws -> Int {
        try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? 0 }
    }

    private func transaction(_ body: (AppendStatements) throws -> Void) throws {
        try database.writeWithoutTransaction { database in
            let statements = try AppendStatements(in: database)
            try statements.inTransaction(of: database) { try body(statements) }
        }
    }

    /// Adds arrivals in transactions of 1,024.
    private func add(_ numbers: Range<Int>, to index: inout IdentityIndex) throws {
        for start in stride(from: numbers.lowerBound, to: numbers.upperBound, by: 1024) {
            try transaction { statements in
                for number in start..<min(start + 1024, numbers.upperBound) {
                    try index.remember(
                        Self.identity(number),
                        at: Position(Int64(number + 1)),
                        statements
                    )
                }
                try index.flush(index.dueCount, statements)
            }
            index.commit()
        }
    }

    private func expectAll(_ count: Int, in index: IdentityIndex) throws {
        try database.writeWithoutTransaction { database in
            let statements = try AppendStatements(in: database)
            for number in 0..<count {
                let position = try index.position(of: Self.identity(number), statements)
                #expect(position == Position(Int64(number + 1)))
            }
            #expect(try index.position(of: Self.identity(count), statements) == nil)
        }
    }

    private func make() throws -> IdentityIndex {
        try database.read { try IdentityIndex(in: $0) }
    }

    @Test func `while arrivals keep coming a bounded number waits`() throws {
        var index = try make()
        let total = 20 * IdentityIndex.segmentSize
        try add(0..<total, to: &index)
        let waiting = total - (try count("identities"))
        #expect(waiting > 0 && waiting <= 14 * IdentityIndex.segmentSize)
        try expectAll(total, in: index)
        try expectAll(total, in: make())
    }

    @Test func `what a failed transaction did is not known, and is done again`() throws {
        var index = try make()
        let total = IdentityIndex.segmentSize
        try add(0..<total, to: &index)
        #expect(throws: Failed.self) {
            try transaction { statements in
                try index.remember(Self.identity(total), at: Position(1), statements)
                try index.flush(100, statements)
                throw Failed()
            }
        }
        index.rollBack()
        #expect(try count("identities") == 0)
        try expectAll(total, in: index)
        try transaction { try index.flush(total, $0) }
        index.commit()
        #expect(!index.hasWaiting)
        #expect(try count("identities") == total)
        try expectAll(total, in: index)
        try expectAll(total, in: make())
    }

    @Test func `a commit that was on disk although it failed stands in no way`() throws {
        var index = try make()
        let total = IdentityIndex.segmentSize
        try add(0..<total, to: &index)
        try transaction { try index.flush(100, $0) }
        index.rollBack()
        try transaction { try index.flush(total, $0) }
        index.commit()
        #expect(try count("identities") == total)
        try expectAll(total, in: index)
    }

    @Test func `another run goes on in the middle of a segment`() throws {
        var first = try make()
        let total = IdentityIndex.segmentSize + 10
        try add(0..<total, to: &first)
        try transaction { try first.flush(100, $0) }
        first.commit()
        var second = try make()
        try expectAll(total, in: second)
        while second.hasWaiting {
            try transaction { try second.flush(1000, $0) }
            second.commit()
        }
        #expect(try count("identities") == IdentityIndex.segmentSize)
        try expectAll(total, in: second)
        try expectAll(total, in: make())
    }
}
