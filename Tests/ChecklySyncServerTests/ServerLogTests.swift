import EventLog
import Foundation
import LiveLog
import Logging
import Synchronization
import SyncModel
import TestSupport
import Testing

@testable import ChecklySyncServer

/// What operators are told of what the event log records.
@Suite(.timeLimit(.minutes(10))) struct ServerLogTests {
    private static let path = FolderPath.sample()
    private static let destination = Destination.account("account")
    private static let run = PushRun(id: "run-1", syncID: "s", kind: .push, through: Position(1))
    private static let problem = PushProblem(code: "refused", message: "Checkly said no.")

    private static var sync: Sync {
        Sync.sample("s", name: "app", of: path, to: destination)
    }

    private static func variable(_ key: String) -> PushedVariable {
        PushedVariable.sample(key, sync: "s", run: "run-1", account: "account")
    }

    private func event(_ number: Int64, _ body: EventBody, delivery: String? = nil) -> RecordedEvent
    {
        RecordedEvent.sample(
            number,
            body,
            recordedAt: Timestamp(microseconds: number * 250_000),
            source: delivery == nil ? nil : "hanzo",
            deliveryID: delivery,
            actor: delivery == nil ? Actor(type: "server") : nil
        )
    }

    /// What is told of events that are recorded one after another.
    private func tell(
        _ bodies: [EventBody],
        level: Logger.Level = .info,
        requests: Int = 0
    ) async -> [String] {
        let (lines, state) = (LogLines(), CurrentState())
        let log = ServerLog(logger: lines.logger(level: level))
        for _ in 0..<requests { log.countRequest(of: "run-1") }
        for (index, body) in bodies.enumerated() {
            let event = event(Int64(index + 1), body)
            state.apply([event])
            log.take([event])
        }
        log.finish()
        await log.run(state: state)
        return lines.all
    }

    @Test func `a finished run is one line with what it did`() async {
        let lines = await tell(
            [
                .sync(.created(Self.sync)), .push(.started(Self.run)),
                .push(.variableWritten(Self.variable("A"))),
                .push(.variableWritten(Self.variable("B"))),
                .push(.variableSkipped(Self.variable("D"), Self.problem)),
                .push(.finished(Self.run, .succeeded)),
            ],
            requests: 4
        )
        #expect(
            lines == [
                "info sync created position=1 sync=app syncId=s",
                "info push succeeded deleted=0 failed=0 kind=push position=6 requests=4 run=run-1 "
                    + "seconds=1.000 skipped=1 sync=app syncId=s written=2",
            ]
        )
    }

    @Test func `a failed run, a parked change, a deletion and drift are each a line`() async {
        let parked = ParkedChange(
            key: "C",
            fingerprint: nil,
            position: Position(1),
            problem: Self.problem
        )
        let lines = await tell([
            .push(.started(Self.run)), .push(.variableDeleted(Self.variable("A"))),
            .push(.variableFailed(Self.variable("C"), Self.problem)),
            .sync(.parked(syncID: "s", parked)),
            .push(
                .finished(Self.run, .failed(Self.problem, nextTryAt: Timestamp(microseconds: 0)))
            ),
            .sync(.driftDetected(syncID: "s", Self.destination, [Drift(kind: .missing, key: "A")])),
            .sync(.driftDetected(syncID: "s", Self.destination, [])),
        ])
        #expect(
            lines == [
                "info variable deleted account=account key=A position=2 run=run-1 sync=s syncId=s",
                "warning variable failed account=account code=refused key=C position=3 "
                    + "reason=Checkly said no. run=run-1 sync=s syncId=s",
                "warning change parked code=refused key=C position=4 reason=Checkly said no. "
                    + "sync=s syncId=s",
                "warning push failed code=refused deleted=1 failed=1 kind=push "
                    + "nextTryAt=1970-01-01T00:00:00.000000Z position=5 reason=Checkly said no. "
                    + "requests=0 run=run-1 seconds=1.000 skipped=0 sync=s syncId=s written=0",
                "warning drift detected account=account count=1 keys=A position=6 sync=s syncId=s",
                "info drift resolved account=account position=7 sync=s syncId=s",
            ]
        )
    }

    @Test func `a sync that does nothing more by itself says so`() async {
        var problem = Self.problem
        problem.cause = .credentials
        let whole = ParkedChange(
            key: nil,
            fingerprint: nil,
            position: Position(2),
            problem: problem
        )
        let lines = await tell([
            .sync(.created(Self.sync)), .push(.started(Self.run)),
            .sync(.parked(syncID: "s", whole)),
            .push(.finished(Self.run, .failed(problem, nextTryAt: nil))),
        ])
        #expect(lines.contains { $0.hasPrefix("warning sync parked ") })
    }

    @Test func `deliveries are told where debugging is asked for`() async {
        let bodies: [EventBody] = [
            .folder(.notified(Self.path)), .delivery(.ignored(type: "t", reason: "r")),
            .secrets(.imports(Self.path, [])),
        ]
        #expect(await tell(bodies) == [])
        #expect(await tell(bodies, level: .debug).count == 3)
    }

    @Test func `refusals of a source are told at most once in a while, and counted`() {
        let (lines, time) = (LogLines(), VirtualClock())
        let log = RefusalLog(logger: lines.logger(), elapsed: { time.now.offset })
        for _ in 1...1000 { log.note(source: "hanzo", reason: "signature") }
        log.note(source: "unknown", reason: "source")
        log.tellCounted()
        let first = [
            "warning delivery refused count=1 reason=signature source=hanzo",
            "warning delivery refused count=1 reason=source source=unknown",
        ]
        #expect(lines.all == first)
        time.advance(by: RefusalLog.pause)
        log.tellCounted()
        let second = ["warning delivery refused count=999 reason=signature source=hanzo"]
        #expect(lines.all == first + second)
        time.advance(by: RefusalLog.pause)
        log.tellCounted()
        #expect(lines.all == first + second)
        log.note(source: "hanzo", reason: "signature")
        #expect(lines.all.count == 4)
    }

    @Test func `however many sources are asked for, few lines are written`() {
        let (lines, time) = (LogLines(), VirtualClock())
        let log = RefusalLog(logger: lines.logger(), elapsed: { time.now.offset })
        for number in 1...5000 { log.note(source: "s\(number)", reason: "signature") }
        #expect(lines.all.count == 1025)
    }
}
