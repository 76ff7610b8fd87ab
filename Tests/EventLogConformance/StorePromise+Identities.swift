internal import EventLog
internal import SyncModel
internal import Synchronization
internal import Testing

extension StorePromise {
    static let identities = [
        StorePromise("a known delivery is answered with the position of the first") { place in
            let log = try await place.open()
            #expect(try await log.append(ignored("a", identity: [1])) == .recorded(1))
            _ = try await log.append(ignored("b", identity: [2]))
            #expect(try await log.append(ignored("a", identity: [1])) == .duplicate(Position(1)))
            #expect(log.head == Position(2))
        },
        StorePromise("of a batch with known and new events only the new ones are recorded") {
            place in
            let log = try await place.open()
            _ = try await log.append(AppendRequest(identity: [100], events: [event(1)]))
            let outcome = try await log.append(
                AppendRequest(identity: [101], events: [event(1), event(2)])
            )
            #expect(outcome == .recorded(2))
            let all = try await log.append(
                AppendRequest(identity: [102], events: [event(1), event(2)])
            )
            #expect(all == .duplicate(Position(1)))
        },
        StorePromise("of many equal deliveries at once one is recorded, and all hear of it") {
            place in
            let log = try await place.open()
            let outcomes = try await withThrowingTaskGroup(of: AppendOutcome.self) { group in
                for _ in 0..<200 {
                    group.addTask { try await log.append(ignored("a", identity: [1])) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == .recorded(1) } == 1)
            #expect(outcomes.count { $0 == .duplicate(Position(1)) } == 199)
        },
        StorePromise("who brings a known event is told where it came first") { place in
            let log = try await place.open()
            try await log.append(3)
            _ = try await log.append(AppendRequest(events: [event(1)]))
            let told = Mutex([Position]())
            let again = PendingEvent(
                identity: [1],
                onRepetition: { position in told.withLock { $0.append(position) } },
                makeDraft: { _ in EventDraft(body: .ignored("again")) }
            )
            let outcome = try await log.append(AppendRequest(events: [again, event(2)]))
            #expect(outcome == .recorded(5))
            #expect(told.withLock(\.self) == [Position(4)])
        },
        StorePromise("identities are known after every restart") { place in
            var log: EventLog? = try await place.open()
            for round in 0..<UInt8(4) {
                for number in 0..<UInt8(50) {
                    let position = Int64(round) * 50 + Int64(number) + 1
                    let outcome = try await log?.append(ignored("", identity: [round, number]))
                    #expect(outcome == .recorded(position))
                }
                try await place.reopen(&log)
                for known in 0...round {
                    let again = try await log?.append(ignored("", identity: [known, 7]))
                    #expect(again == .duplicate(Position(Int64(known) * 50 + 8)))
                }
            }
        },
    ]
}
