internal import EventLog
internal import SyncModel
internal import Synchronization
internal import Testing

extension StorePromise {
    static let appending = [
        StorePromise("positions begin with 1 and have no gaps, however many append at once") {
            place in
            let log = try await place.open()
            #expect(log.head == .beforeFirst)
            let positions = try await withThrowingTaskGroup(of: Int64.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        let identity = [UInt8(number / 256), UInt8(number % 256)]
                        let outcome = try await log.append(
                            ignored("\(number)", identity: identity)
                        )
                        guard case .recorded(let first, _) = outcome else { return -1 }
                        return first.number
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(positions.sorted() == Array(1...300))
            #expect(try log.positions == Array(1...300))
            #expect(log.head == Position(300))
        },
        StorePromise("of a request all events are recorded, one after the other") { place in
            let log = try await place.open()
            let events = (0..<40).map { PendingEvent(.ignored("\($0)")) }
            #expect(try await log.append(AppendRequest(events: events)) == .recorded(1, 40))
            #expect(try await log.append(AppendRequest(events: events)) == .recorded(41, 80))
        },
        StorePromise("an event that cannot be made records nothing and holds up nobody") { place in
            struct Failure: Error {}
            let log = try await place.open()
            let failing = AppendRequest(events: [
                PendingEvent(.ignored("first")), PendingEvent { _ in throw Failure() },
            ])
            await #expect(throws: EventLogError.self) { try await log.append(failing) }
            #expect(try await log.append(ignored("b")) == .recorded(1))
        },
        StorePromise("an event is made for the position that it gets") { place in
            let log = try await place.open()
            let made = Mutex([Int64]())
            let noting = { @Sendable (identity: UInt8) in
                PendingEvent(identity: [identity]) { position in
                    made.withLock { $0.append(position.number) }
                    return EventDraft(body: .ignored("\(position.number)"))
                }
            }
            _ = try await log.append(AppendRequest(events: [noting(1)]))
            let outcome = try await log.append(AppendRequest(events: [noting(1), noting(2)]))
            #expect(outcome == .recorded(2))
            #expect(made.withLock(\.last) == 2)
            #expect(try log.reader.event(at: Position(2))?.body == .ignored("2"))
        },
        StorePromise("what is answered as recorded is read back the same after a restart") {
            place in
            var log: EventLog? = try await place.open()
            for number in 0..<5 { _ = try await log?.append(ignored("\(number)")) }
            let before = try log?.reader.events(EventQuery(limit: 10))
            let identity = log?.identity
            try await place.reopen(&log)
            #expect(before?.count == 5)
            #expect(try log?.reader.events(EventQuery(limit: 10)) == before)
            #expect(log?.identity == identity)
            #expect(try await log?.append(ignored("next")) == .recorded(6))
        },
        StorePromise("a closed log takes nothing, and is read as before") { place in
            let log = try await place.open()
            try await log.append(2)
            await log.close()
            await log.finish()
            await #expect(throws: EventLogError.closed) { try await log.append(ignored("late")) }
            #expect(try log.reader.head() == Position(2))
        },
    ]
}
