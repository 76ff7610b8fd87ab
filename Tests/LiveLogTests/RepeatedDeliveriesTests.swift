import Encodings
import LiveLog
import SyncModel
import Testing

/// How often deliveries came again.
@Suite struct RepeatedDeliveriesTests {
    private func time(_ number: Int) -> Timestamp { Timestamp(microseconds: Int64(number)) }

    @Test func `each is counted by itself, and a delivery by all its events`() {
        let repeated = RepeatedDeliveries()
        #expect(repeated.count(of: [Position(1)]) == nil)
        for (number, position) in [4, 7, 4].enumerated() {
            repeated.note(Position(Int64(position)), at: time(number))
        }
        #expect(repeated.count(of: [Position(4)]) == .init(2, lastAt: time(2)))
        #expect(repeated.count(of: [Position(7)]) == .init(1, lastAt: time(1)))
        let all = (3...8).map { Position($0) }
        #expect(repeated.count(of: all) == .init(3, lastAt: time(2)))
        #expect(repeated.revision == 3)
    }

    @Test func `those repeated last are kept, and restored in their order`() {
        let limit = RepeatedDeliveries.limit
        let repeated = RepeatedDeliveries()
        for number in 1...3 * limit {
            repeated.note(Position(Int64(number)), at: time(number))
            // One that goes on coming is not forgotten.
            repeated.note(Position(1), at: time(number))
        }
        func check(_ repeated: RepeatedDeliveries) {
            #expect(repeated.count(of: [Position(1)])?.count == 3 * limit + 1)
            #expect(repeated.count(of: [Position(2)]) == nil)
            let newest = (3 * limit - limit / 2 + 2...3 * limit).map { Position(Int64($0)) }
            #expect(repeated.count(of: newest)?.count == newest.count)
        }
        check(repeated)
        #expect(repeated.canonical.count <= limit)
        let restored = RepeatedDeliveries(restoring: repeated.canonical)
        check(restored)
        #expect(restored.canonical.count == repeated.canonical.count)
    }

    @Test func `what is no count is left out`() {
        let list = RepeatedDeliveries(restoring: [
            .null, .list([.integer(1)]), .list([.integer(0), .integer(1), .integer(1)]),
            .list([.integer(5), .integer(-1), .integer(1)]),
            .list([.integer(5), .integer(2), .text("1")]),
            .list([.integer(5), .integer(.max), .integer(1)]),
            .list([.integer(5), .integer(1), .integer(.max)]),
            .list([.integer(5), .integer(1), .integer(.min)]),
            .list([.integer(6), .integer(2), .integer(9)]),
        ])
        #expect(list.count(of: (0...9).map { Position($0) }) == .init(2, lastAt: time(9)))
    }
}
