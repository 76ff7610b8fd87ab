import EventLog
import Foundation
import GRDB
import SQLiteStore
import SyncModel
import TestSupport
import Testing

/// De-duplication over more identities than are kept in memory, and over restarts at any moment.
@Suite struct IdentityTests {
    private static let perDelivery = 500

    private static func delivery(_ number: Int) -> AppendRequest {
        AppendRequest(
            identity: identity(-number - 1),
            events: (0..<perDelivery)
                .map { index in
                    PendingEvent(identity: identity(number * perDelivery + index)) { _ in
                        EventDraft(body: .delivery(.ignored(type: "t", reason: "r")))
                    }
                }
        )
    }

    /// Spread like those of real deliveries.
    private static func identity(_ number: Int) -> [UInt8] {
        var value = UInt64(bitPattern: Int64(number)) &* 0x9E37_79B9_7F4A_7C15
        value ^= value >> 29
        return withUnsafeBytes(of: (value &* 0xBF58_476D_1CE4_E5B9).bigEndian) { Array($0) }
    }

    private static func position(_ number: Int) -> Position {
        Position(Int64(number * perDelivery + 1))
    }

    @Test func `every identity of many segments is known, before and after a restart`()
        async throws
    {
        let files = try TestLog()
        var log: EventLog? = try files.open()
        let count = 45
        for number in 0..<count {
            let outcome = try await log?.append(Self.delivery(number))
            #expect(
                outcome
                    == .recorded(
                        first: Self.position(number),
                        last: Position(Self.position(number + 1).number - 1)
                    )
            )
            // A restart now and then, wherever flushing happens to be.
            if number % 7 == 6 {
                await log?.close()
                log = nil
                log = try await files.reopen()
            }
        }
        func flushedCount() throws -> Int { try files.count("SELECT count(*) FROM identities") }
        func expectDuplicates() async throws {
            for number in 0..<count {
                let again = try await log?.append(Self.delivery(number))
                #expect(again == .duplicate(Self.position(number)))
            }
        }
        try await expectDuplicates()
        #expect(
            try files.count("SELECT count(*) FROM identity_arrivals") == count * Self.perDelivery
        )
        // With nothing to append, all whole segments are flushed; the newest arrivals are not.
        try await eventually("two segments are merged") { try flushedCount() >= 2 * 8192 }
        #expect(try flushedCount() < count * Self.perDelivery)
        try await expectDuplicates()
        await log?.close()
        log = nil
        log = try await files.reopen()
        try await expectDuplicates()
    }

    @Test func `a log without its sorted identities still knows those that are not flushed`()
        async throws
    {
        let files = try TestLog()
        let log = try files.open()
        _ = try await log.append(Self.delivery(0))
        #expect(try files.count("SELECT count(*) FROM identities") == 0)
        #expect(try await log.append(Self.delivery(0)) == .duplicate(Self.position(0)))
    }
}
