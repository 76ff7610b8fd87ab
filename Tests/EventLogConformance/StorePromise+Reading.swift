internal import Cryptography
internal import EventLog
internal import SyncModel
internal import Testing
internal import Transparency

extension StorePromise {
    static let reading = [
        StorePromise("envelopes, leaves and events are those of one log") { place in
            let log = try await place.open()
            try await log.append(30)
            let reader = log.reader
            var leaves: [[UInt8]] = []
            try reader.forEachLeaf { leaves.append($0) }
            #expect(leaves.count == 30)
            #expect(try reader.leaves(after: Position(10), limit: 5) == Array(leaves[10..<15]))
            #expect(try reader.leaves(after: Position(28), limit: 5) == Array(leaves[28...]))
            for (index, leaf) in leaves.enumerated() {
                let position = Position(Int64(index) + 1)
                let envelope = try #require(try reader.envelope(at: position))
                #expect(MerkleTree.leafHash(envelope) == leaf)
                #expect(try reader.event(at: position)?.envelope == envelope)
            }
            #expect(try reader.envelope(at: Position(31)) == nil)
            #expect(try reader.event(at: Position(31)) == nil)
            try reader.checkStructure()
        },
        StorePromise("a walk gives every event of its stretch in order, until it is told to stop") {
            place in
            let log = try await place.open()
            let many = (0..<2500).map { PendingEvent(.ignored("\($0)")) }
            _ = try await log.append(AppendRequest(events: many))
            for (after, through) in [(0, 2500), (0, 1), (1023, 1025), (7, 2400), (2500, 2500)] {
                var found: [Int] = []
                try log.reader.forEach(
                    after: Position(Int64(after)),
                    through: Position(Int64(through))
                ) { found.append(Int($0.position.number)) }
                #expect(found == Array(after..<through).map { $0 + 1 })
            }
            var count = 0
            try log.reader.scan(after: .beforeFirst) { _ in
                count += 1
                return count < 1500
            }
            #expect(count == 1500)
        },
        StorePromise("a query gives the first or the newest that match, in the log's order") {
            place in
            let log = try await place.open()
            for number in 0..<40 {
                let event = PendingEvent(.ignored("\(number)"))
                let source = number % 4 == 0 ? "a" : "b"
                _ = try await log.append(AppendRequest(source: source, events: [event]))
            }
            func positions(_ query: EventQuery) throws -> [Int64] {
                try log.reader.events(query).map(\.position.number)
            }
            var query = EventQuery(after: Position(3), before: Position(30), limit: 4, source: "a")
            #expect(try positions(query) == [5, 9, 13, 17])
            query.isNewest = true
            #expect(try positions(query) == [17, 21, 25, 29])
            #expect(try log.reader.page(query).events.map(\.position.number) == [17, 21, 25, 29])
            #expect(try positions(EventQuery(limit: 5, type: "delivery.malformed")) == [])
            #expect(try positions(EventQuery(limit: 100, type: "delivery.ignored")).count == 40)
        },
        StorePromise("an event is found by each of its terms") { place in
            let log = try await place.open()
            for (number, body) in EventBody.ofEachTerm.enumerated() {
                let request = AppendRequest(
                    source: number % 3 == 0 ? nil : "source-\(number % 3)",
                    deliveryID: number % 3 == 0 ? nil : "delivery-\(number / 2)",
                    events: [PendingEvent(body)]
                )
                _ = try await log.append(request)
            }
            var wanted: [EventTerm: [Position]] = [:]
            try log.reader.forEach(after: .beforeFirst) { event in
                for term in event.terms { wanted[term, default: []].append(event.position) }
            }
            #expect(wanted.count > 20)
            let end = try log.reader.head()
            for (term, positions) in wanted {
                let found = try log.reader.positions(
                    of: [term],
                    after: .beforeFirst,
                    through: end
                )
                #expect(found == positions, "\(term)")
            }
            let two = [EventTerm.key("é"), .sync("one")]
            let both = Set(two.flatMap { wanted[$0] ?? [] }).sorted()
            #expect(both.count > 4)
            let found = try log.reader.positions(of: two, after: .beforeFirst, through: end)
            #expect(found == both)
            let (first, newest) = try (
                log.reader.positions(of: two, after: both[0], through: end, limit: 2),
                log.reader.positions(
                    of: two,
                    after: .beforeFirst,
                    through: both[3],
                    limit: 2,
                    isNewest: true
                )
            )
            #expect(first == Array(both[1...2]))
            #expect(newest == Array(both[2...3]))
            var seen: [Position] = []
            try log.reader.scan(at: both) { event in
                seen.append(event.position)
                return seen.count < 3
            }
            #expect(seen == Array(both.prefix(3)))
            #expect(throws: EventLogError.self) {
                try log.reader.scan(at: [end.next]) { _ in true }
            }
        },
        StorePromise("a page ends before a large event makes it large, and the next begins there") {
            place in
            let log = try await place.open()
            let sizes = [10, 3_000_000, 20, 900_000, 900_000, 900_000, 5, 2_500_000, 1]
            for size in sizes {
                _ = try await log.append(ignored(String(repeating: "x", count: size)))
            }
            for limit in [1, 2, 100] {
                var (found, pages, after) = ([Int64](), 0, Position.beforeFirst)
                while true {
                    let (events, next) = try log.reader.page(
                        EventQuery(after: after, limit: limit)
                    )
                    let bytes = events.reduce(0) { $0 + $1.envelope.count }
                    #expect(events.count == 1 || bytes <= EventReader.pageByteLimit)
                    #expect(events.count <= limit)
                    found += events.map(\.position.number)
                    pages += 1
                    guard let next else { break }
                    #expect(next == events.last?.position)
                    after = next
                }
                #expect(found == Array(1...Int64(sizes.count)))
                #expect(pages > 3)
            }
        },
    ]

    static let deliveries = [
        StorePromise("a delivery is read whole, wherever its events are asked for") { place in
            let log = try await place.open()
            for (index, count) in [1, 3, 2].enumerated() {
                _ = try await log.append(
                    AppendRequest(
                        source: "hanzo",
                        identity: [UInt8(index)],
                        deliveryID: "delivery-\(index)",
                        events: (0..<count).map { PendingEvent(.ignored("\($0)")) }
                    )
                )
            }
            // What no delivery brought stands among them.
            _ = try await log.append(ignored("alone"))
            let reader = log.reader
            func numbers(_ delivery: RecordedDelivery?) -> [Int64]? {
                delivery?.events.map(\.position.number)
            }
            for position in Int64(2)...4 {
                #expect(numbers(try reader.delivery(at: Position(position))) == [2, 3, 4])
            }
            #expect(try reader.delivery(at: Position(7)) == nil)
            #expect(numbers(try reader.delivery(id: "delivery-2")) == [5, 6])
            #expect(try reader.delivery(id: "delivery-3") == nil)
            let (first, next) = try reader.deliveries(DeliveryQuery(limit: 2))
            #expect(first.map(numbers) == [[1], [2, 3, 4]])
            let after = try #require(next)
            let (rest, end) = try reader.deliveries(DeliveryQuery(after: after, limit: 2))
            #expect(rest.map(numbers) == [[5, 6]])
            #expect(end == nil)
            let newest = try reader.deliveries(DeliveryQuery(limit: 2, isNewest: true))
            #expect(newest.deliveries.map(numbers) == [[2, 3, 4], [5, 6]])
        }
    ]

    static let snapshots = [
        StorePromise("the newest snapshot up to a position is found, also after a restart") {
            place in
            var log: EventLog? = try await place.open()
            #expect(try log?.reader.snapshot() == nil)
            try await log?.append(9)
            try log?.saveSnapshot([3], at: Position(3))
            try log?.saveSnapshot([8], at: Position(8))
            try log?.saveSnapshot([9], at: Position(8))
            try await place.reopen(&log)
            let reader = try #require(log).reader
            #expect(try reader.snapshot()?.position == Position(8))
            #expect(try reader.snapshot()?.state == [9])
            #expect(try reader.snapshot(through: Position(7))?.state == [3])
            #expect(try reader.snapshot(through: Position(2)) == nil)
        }
    ]
}
