internal import EventLog
internal import SyncModel
internal import Synchronization
internal import Testing

extension StorePromise {
    static let answering = [
        StorePromise("each append is answered once, at its place and in order") { place in
            let log = try await place.open()
            let desks = [Desk(), Desk()]
            let count = 200
            for number in 0..<count {
                let desk = desks[number % 2]
                log.append(ignored("\(number)"), answeringAt: desk.executor) { result in
                    #expect((try? result.get()) == .recorded(Int64(number) + 1))
                    desk.answers.withLock { $0.append(number) }
                }
            }
            // Answered on a thread of its own, and after all that was asked for before.
            _ = try await log.append(ignored("last"))
            #expect(desks.allSatisfy { $0.answers.withLock(\.isEmpty) })
            let works = desks.map { $0.work.withLock(\.count) }
            #expect(works.allSatisfy { 1...count / 2 ~= $0 })
            for desk in desks { desk.workOff() }
            for (parity, desk) in desks.enumerated() {
                let expected = Array(stride(from: parity, to: count, by: 2))
                #expect(desk.answers.withLock { $0 } == expected)
            }
        },
        StorePromise("commits are told in order, each before its answers") { place in
            let told = Told()
            let log = try await place.open(onCommit: { events in
                told.positions.withLock { $0 += events.map(\.position.number) }
            })
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let outcome = try await log.append(ignored("\(number)"))
                        guard case .recorded(_, let last) = outcome else { return }
                        #expect(told.positions.withLock { $0.contains(last.number) })
                    }
                }
                try await group.waitForAll()
            }
            #expect(told.positions.withLock(\.self) == Array(1...200))
        },
    ]

    /// What commits were told of.
    private final class Told: Sendable {
        let positions = Mutex([Int64]())
    }

    /// Does what it is given later, when told to.
    private final class Desk: Sendable {
        let work = Mutex<[@Sendable () -> Void]>([])
        let answers = Mutex<[Int]>([])
        var executor: ReplyExecutor {
            ReplyExecutor(id: ObjectIdentifier(self)) { work in
                self.work.withLock { $0.append(work) }
            }
        }

        func workOff() {
            let taken = work.withLock { work in
                defer { work = [] }
                return work
            }
            for work in taken { work() }
        }
    }
}
