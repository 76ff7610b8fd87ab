import EventLog
import SQLiteStore
import SyncModel
import Synchronization
import Testing

/// Where appends are answered.
@Suite struct AnswerPlaceTests {
    /// Does what it is given later, when told to.
    private final class Desk: Sendable {
        let work = Mutex<[@Sendable () -> Void]>([])
        let answers = Mutex<[Int]>([])
        var place: ReplyExecutor {
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

    @Test func `each append is answered once, at its place and in order`() async throws {
        let log = try TestLog().open()
        let desks = [Desk(), Desk()]
        let count = 200
        for number in 0..<count {
            let request = AppendRequest(events: [
                PendingEvent(.delivery(.ignored(type: "t", reason: "\(number)")))
            ])
            let desk = desks[number % 2]
            log.append(request, answeringAt: desk.place) { result in
                #expect((try? result.get()) == .recorded(number + 1))
                desk.answers.withLock { $0.append(number) }
            }
        }
        // Answered on this thread of its own, and after all that was asked for before.
        _ = try await log.append(
            AppendRequest(events: [PendingEvent(.delivery(.ignored(type: "t", reason: "last")))])
        )
        #expect(desks.allSatisfy { $0.answers.withLock(\.isEmpty) })
        let works = desks.map { $0.work.withLock(\.count) }
        #expect(works.allSatisfy { 1...count / 2 ~= $0 })
        for desk in desks { desk.workOff() }
        for (parity, desk) in desks.enumerated() {
            let expected = Array(stride(from: parity, to: count, by: 2))
            #expect(desk.answers.withLock { $0 } == expected)
        }
    }
}

extension AppendOutcome {
    fileprivate static func recorded(_ number: Int) -> AppendOutcome {
        .recorded(first: Position(Int64(number)), last: Position(Int64(number)))
    }
}
