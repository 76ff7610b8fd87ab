internal import Dispatch
internal import EventLog
internal import SyncModel
internal import Synchronization
internal import Testing

extension StorePromise {
    static let scans = [
        StorePromise("nothing that a log does waits for the readers of others") { place in
            let name = ValueName.apiKey(connectionID: "c")
            let log = try await place.open()
            try await log.append(1)
            let crowd = ReaderCrowd(log.reader)
            defer { crowd.letGo() }
            // A delivery.
            try await log.append(1)
            // A scan, and what is read within it.
            let count = try await log.scans.perform { reader throws(EventLogError) in
                var count = 0
                try reader.forEach(after: .beforeFirst) { _ in count += 1 }
                _ = try reader.fingerprintKey(for: name)
                _ = try reader.sealedValue(
                    at: SealedValueReference(position: Position(1), slot: 0)
                )
                _ = try reader.position(asOf: Timestamp(microseconds: 0))
                return count
            }
            #expect(count == 2)
            // A delivery of which the writer makes an event again, which reads.
            let made = Mutex(0)
            let again = PendingEvent(identity: [2]) { _ in
                let isAgain = made.withLock { count in
                    count += 1
                    return count > 1
                }
                if isAgain {
                    let key = try log.reader.fingerprintKey(for: name)
                    #expect(key == nil)
                }
                return EventDraft(body: .ignored("again"))
            }
            _ = try await log.append(AppendRequest(events: [event(1)]))
            _ = try await log.append(AppendRequest(events: [event(1), again]))
            #expect(made.withLock(\.self) == 2)
        },
        StorePromise("scans beyond the limit wait, and beyond those that may wait they are refused")
        {
            place in
            let total = LogScans.standardLimit + LogScans.waitingLimit
            let log = try await place.open()
            let gate = DispatchSemaphore(value: 0)
            let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
            let refused = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<(total + 3) {
                    group.addTask {
                        do {
                            try await log.scans.perform { _ throws(EventLogError) in
                                beginning.yield()
                                gate.wait()
                            }
                            return false
                        } catch EventLogError.busy(let limit) {
                            #expect(limit == total)
                            return true
                        }
                    }
                }
                // Exactly those that found no place end before the gate opens.
                for _ in 0..<3 {
                    let isRefused = try await group.next()
                    #expect(isRefused == true)
                }
                var beginnings = begun.makeAsyncIterator()
                for _ in 0..<LogScans.standardLimit { _ = await beginnings.next() }
                for _ in 0..<total { gate.signal() }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(refused == 0)
        },
        StorePromise("a scan ends when its task is cancelled") { place in
            try await expectEnd(in: place) { _, task in task.cancel() }
        },
        StorePromise("a scan ends when the log closes") { place in
            try await expectEnd(in: place) { log, _ in log.scans.close() }
        },
    ]

    /// Begins a scan, ends it and looks that it went no further.
    private static func expectEnd(
        in place: any StorePlace,
        _ end: (EventLog, Task<Void, any Error>) -> Void
    ) async throws {
        let log = try await place.open()
        _ = try await log.append(
            AppendRequest(events: (0..<3000).map { PendingEvent(.ignored("\($0)")) })
        )
        let gate = DispatchSemaphore(value: 0)
        let seen = Mutex(0)
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        let task = Task<Void, any Error> {
            try await log.scans.perform { reader throws(EventLogError) in
                try reader.forEach(after: .beforeFirst) { _ in
                    let isFirst = seen.withLock { seen in
                        seen += 1
                        return seen == 1
                    }
                    guard isFirst else { return }
                    beginning.yield()
                    gate.wait()
                }
            }
        }
        var beginnings = begun.makeAsyncIterator()
        _ = await beginnings.next()
        end(log, task)
        gate.signal()
        await #expect(throws: EventLogError.cancelled) { try await task.value }
        #expect(seen.withLock(\.self) < 3000)
    }
}
