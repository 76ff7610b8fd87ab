import EventLog
import ManagementAPIBench
import SyncModel
import Testing

/// What changed a sync, and the moments at which it did.
@Suite struct HistoryPageTests {
    /// Records a push that writes and deletes keys, and ends with a problem if one is given.
    private func push(
        _ written: [String],
        deleted: [String] = [],
        failing problem: PushProblem? = nil,
        _ pages: SyncPages
    ) async throws {
        let run = PushRun(
            id: written.joined(),
            syncID: pages.id,
            kind: .push,
            through: pages.bench.api.log.head
        )
        func variable(_ key: String) -> PushedVariable {
            PushedVariable(
                runID: run.id,
                syncID: pages.id,
                accountID: "a-1",
                groupID: nil,
                key: key,
                fingerprint: Fingerprint(text: "fp1:1")
            )
        }
        let writes = written.map { PushEvent.variableWritten(variable($0)) }
        let deletions = deleted.map { PushEvent.variableDeleted(variable($0)) }
        let end = problem.map { PushOutcome.failed($0, nextTryAt: nil) } ?? .succeeded
        let events = [.started(run)] + writes + deletions + [.finished(run, end)]
        try await pages.append(events.map(EventBody.push))
    }

    @Test func `a push is one line that says what it did`() async throws {
        let pages = try await SyncPages()
        try await push(["A", "B"], deleted: ["C"], pages)
        let problem = PushProblem(code: "checkly-down", message: "Checkly is away")
        try await push(["D"], failing: problem, pages)
        let text = try await pages.get(pages.path("/history")).text
        #expect(text.contains("A push wrote 2 and deleted 1 key"))
        #expect(text.contains("A push wrote 1 key. A push failed: Checkly is away"))
        #expect(!text.contains("Began a push"))
        #expect(!text.contains("Part of a push"))
        // A page that has only some of its events does not speak of all of it.
        let middle = pages.bench.api.log.head.number - 4
        let older = try await pages.get(pages.path("/history?before=\(middle)")).text
        #expect(older.contains("Part of a push wrote 2 keys"))
        // The line leads to the last event of the push.
        #expect(text.contains(#"href="/events/\#(pages.bench.api.log.head.number)""#))
    }

    @Test func `the slider goes from the oldest moment to the end of the log`() async throws {
        let pages = try await SyncPages()
        let first = pages.bench.api.log.head.number + 2
        try await push(["A"], pages)
        try await push(["B"], pages)
        let head = pages.bench.api.log.head.number
        let text = try await pages.get(pages.path("/time?at=%23\(first)")).text
        #expect(text.contains(#"type="range""#))
        #expect(text.contains(#"max="\#(head)" value="\#(first)""#))
        // The other write is the only later moment.
        #expect(text.contains("at=%23\(first + 3)"))
    }
}
