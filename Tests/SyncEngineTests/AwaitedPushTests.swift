import EventLog
import LiveLog
import SyncEngine
import SyncModel
import TestSupport
import Testing

/// Waiting for the end of a push that was asked for.
@Suite struct AwaitedPushTests {
    private static let path = FolderPath.sample()
    private static let sync = Sync.sample("s", of: path, to: Destination.account("a"))

    private let state = CurrentState()
    private let log: EventLog

    init() async throws {
        log = try TestLog().open(onCommit: { [state] in state.apply($0) })
        try await record(.sync(.created(Self.sync)))
        try await record(.secrets(.changed(Self.path, [.delete(key: "A", version: nil)])))
    }

    private func record(_ body: EventBody) async throws {
        _ = try await log.append(AppendRequest(source: "kms", events: [PendingEvent(body)]))
    }

    private func run(_ id: String) -> PushRun {
        PushRun(id: id, syncID: "s", kind: .push, through: log.head)
    }

    private func fail(_ run: PushRun, _ code: String) async throws {
        let problem = PushProblem(code: code, message: "No.")
        try await record(.push(.finished(run, .failed(problem, nextTryAt: nil))))
    }

    private func hasEnded(_ push: inout AwaitedPush) -> Bool {
        push.hasEnded(state, log.reader)
    }

    @Test func `a run that was under way before it was asked for is no answer`() async throws {
        let early = run("early")
        try await record(.push(.started(early)))
        try await record(.sync(.pushRequested(syncID: "s")))
        var push = AwaitedPush("s", askedFor: log.head)
        try await fail(early, "checkly-refused")
        #expect(!hasEnded(&push))

        let cut = run("cut")
        try await record(.push(.started(cut)))
        try await fail(cut, "interrupted")
        #expect(!hasEnded(&push))

        let late = run("late")
        try await record(.push(.started(late)))
        #expect(!hasEnded(&push))
        try await fail(late, "checkly-refused")
        #expect(hasEnded(&push))
    }

    @Test func `a push that succeeded or waits for nothing is an answer`() async throws {
        try await record(.sync(.pushRequested(syncID: "s")))
        var push = AwaitedPush("s", askedFor: log.head)
        #expect(!hasEnded(&push))
        let run = run("run")
        try await record(.push(.started(run)))
        try await record(.push(.finished(run, .succeeded)))
        #expect(hasEnded(&push))

        try await record(.sync(.pushRequested(syncID: "s")))
        push = AwaitedPush("s", askedFor: log.head)
        try await record(.sync(.paused(syncID: "s", reason: nil)))
        #expect(hasEnded(&push))
    }
}
