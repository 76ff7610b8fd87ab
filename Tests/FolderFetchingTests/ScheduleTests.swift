@testable import FolderFetching
import SyncModel
import TestSupport
import Testing

private let reader = KMSAccess(
    api: .infisicalV3,
    baseURL: "https://kms.test",
    clientID: "c",
    clientSecret: SealedValueReference(position: Position(1), slot: 0)
)

private func folder(_ name: String) -> FolderID {
    FolderID(
        source: "s",
        path: FolderPath.sample("/\(name)")
    )
}

private func schedule(
    _ folders: [FolderID],
    isKnown: Bool = true,
    reconcile: Duration? = nil,
    concurrency: Int = 4
) -> FetchSchedule {
    var schedule = FetchSchedule(
        settings: .init(reconcileInterval: reconcile, concurrency: concurrency)
    )
    schedule.follow(
        Dictionary(uniqueKeysWithValues: folders.map { ($0, reader) }),
        at: .zero,
        start: { _ in .init(isKnown: isKnown, unanswered: nil, imports: []) },
        jitter: { 1 }
    )
    return schedule
}

@Suite(.timeLimit(.minutes(10))) struct ScheduleTests {
    private let a = folder("a")

    @Test func `a folder of which nothing is known is read at once`() {
        let turns = schedule([a], isKnown: false).turns(at: .zero)
        #expect(turns.due.map(\.id) == [a])
        #expect(turns.due.map(\.cause) == [.configured])
    }

    @Test func `a folder is read when nothing more was said of it for a while`() {
        var schedule = schedule([a])
        schedule.note(a, Position(5), at: .milliseconds(0))
        schedule.note(a, Position(6), at: .milliseconds(80))
        #expect(schedule.turns(at: .milliseconds(100)).due.isEmpty)
        #expect(schedule.turns(at: .milliseconds(100)).next == .milliseconds(180))
        #expect(schedule.turns(at: .milliseconds(180)).due.map(\.cause) == [.notified])
    }

    @Test func `a folder that is talked of all the time is read nevertheless`() {
        var schedule = schedule([a])
        for time in 0...20 {
            schedule.note(a, Position(Int64(time + 1)), at: .milliseconds(time * 50))
        }
        #expect(schedule.turns(at: .seconds(1)).due.map(\.id) == [a])
    }

    @Test func `a notification that came during a read leads to one more, an older one to none`() {
        for (late, expected) in [(Int64(9), 1), (8, 0)] {
            var schedule = schedule([a])
            schedule.note(a, Position(5), at: .zero)
            schedule.begin(a)
            schedule.note(a, Position(late), at: .zero)
            #expect(schedule.turns(at: .seconds(9)).due.isEmpty)
            schedule.succeed(a, through: Position(8), imports: [], at: .zero, jitter: 0)
            #expect(schedule.turns(at: .seconds(9)).due.count == expected)
            schedule.note(a, Position(8), at: .seconds(9))
            #expect(schedule.turns(at: .seconds(20)).due.count == expected)
        }
    }

    @Test func `a folder is read again when one that it imports changes`() {
        var schedule = schedule([a])
        schedule.begin(a)
        schedule.succeed(
            a,
            through: Position(1),
            imports: [folder("shared").path],
            at: .zero,
            jitter: 0
        )
        schedule.note(folder("other"), Position(2), at: .zero)
        #expect(schedule.turns(at: .seconds(1)).due.isEmpty)
        schedule.note(folder("shared"), Position(3), at: .zero)
        #expect(schedule.turns(at: .seconds(1)).due.map(\.id) == [a])
    }

    @Test func `failed reads wait from 1 s, doubling to 5 min, and not at all with a new reader`() {
        var schedule = schedule([a], isKnown: false)
        var delays: [Duration] = []
        for _ in 0..<11 {
            schedule.begin(a)
            delays.append(schedule.fail(a, .configured, at: .zero, jitter: 1))
        }
        #expect(delays == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map { .seconds($0) })
        #expect(schedule.turns(at: .seconds(299)).due.isEmpty)
        #expect(schedule.turns(at: .seconds(300)).due.count == 1)
        var other = reader
        other.clientID = "another"
        schedule.follow(
            [a: other],
            at: .zero,
            start: { _ in .init(isKnown: false, unanswered: nil, imports: []) },
            jitter: { 0 }
        )
        #expect(schedule.turns(at: .zero).due.count == 1)
    }

    @Test func `jitter takes at most half of a delay away`() {
        var schedule = schedule([a])
        #expect(schedule.fail(a, .reconcile, at: .zero, jitter: 0) == .milliseconds(500))
    }

    @Test func `a failed read is made again although reading now and then is turned off`() {
        var schedule = schedule([a])
        schedule.begin(a)
        schedule.fail(a, .notified, at: .zero, jitter: 1)
        #expect(schedule.turns(at: .seconds(1)).due.map(\.cause) == [.notified])
    }

    @Test func `a folder is read now and then, soon after a start for the first time`() {
        var schedule = schedule([a], reconcile: .seconds(100))
        #expect(schedule.turns(at: .zero).next == .seconds(10))
        #expect(schedule.turns(at: .seconds(10)).due.map(\.cause) == [.reconcile])
        schedule.begin(a)
        schedule.succeed(a, through: Position(1), imports: [], at: .seconds(10), jitter: 0.5)
        #expect(schedule.turns(at: .seconds(10)).next == .seconds(110))
    }

    @Test func `only so many folders of one source are read at once`() {
        let folders = (0..<9).map { folder("\($0)") }
        var schedule = schedule(folders, isKnown: false, concurrency: 4)
        let first = schedule.turns(at: .zero).due.map(\.id)
        #expect(first.count == 4)
        for id in first { schedule.begin(id) }
        #expect(schedule.turns(at: .zero).due.isEmpty)
        schedule.succeed(first[0], through: Position(1), imports: [], at: .zero, jitter: 0)
        #expect(schedule.turns(at: .zero).due.count == 1)
    }

    @Test func `a folder that no sync needs any more is not read again`() {
        var schedule = schedule([a], isKnown: false)
        schedule.begin(a)
        schedule.follow(
            [:],
            at: .zero,
            start: { _ in .init(isKnown: false, unanswered: nil, imports: []) },
            jitter: { 0 }
        )
        schedule.fail(a, .configured, at: .zero, jitter: 0)
        schedule.note(a, Position(9), at: .zero)
        #expect(schedule.turns(at: .seconds(900)).due.isEmpty)
    }
}
