import EventLog
import LiveLog
import SyncEngine
import SyncModel
import TestSupport
import Testing

/// What the log says of recent requests to Checkly, however much was delivered since.
@Suite(.timeLimit(.minutes(10))) struct RecentAccountsTests {
    private static let path = FolderPath.sample()
    private let openLog: OpenLog

    init() throws {
        openLog = try OpenLog.open(
            directory: try DataDirectory(temporaryPath("recent")),
            masterKey: TestLog.masterKey,
            now: { .now }
        )
    }

    private func record(_ bodies: EventBody...) async throws {
        _ = try await openLog.log.append(AppendRequest(events: bodies.map { PendingEvent($0) }))
    }

    private func deliver(_ count: Int) async throws {
        for start in stride(from: 0, to: count, by: 500) {
            let events = (start..<min(start + 500, count))
                .map { _ in PendingEvent(.folder(.notified(Self.path))) }
            _ = try await openLog.log.append(AppendRequest(source: "hanzo", events: events))
        }
    }

    private func accounts(after time: Timestamp = Timestamp(microseconds: 0)) throws -> Set<String>
    {
        try RecentAccounts(openLog.log.reader, openLog.state.current, after: time).ids
    }

    private static func sync(_ id: String, account: String) -> Sync {
        Sync.sample(id, of: path, to: destination(account), connection: "connection")
    }

    private static func destination(_ account: String) -> Destination {
        Destination.account(account)
    }

    private static func variable(_ sync: String, _ account: String) -> PushedVariable {
        PushedVariable.sample("A", sync: sync, run: "run", account: account)
    }

    private static let run = PushRun(id: "run", syncID: "s", kind: .push, through: Position(1))
    private static let problem = PushProblem(code: "c", message: "m")

    /// Everything that a run records.
    static let traces: [EventBody] = [
        .push(.started(run)),
        .push(
            .attempted(
                PushAttempt(
                    runID: "run",
                    syncID: "s",
                    connectionID: "connection",
                    destination: destination("here"),
                    writes: []
                )
            )
        ),
        .push(.variableWritten(variable("s", "here"))),
        .push(.variableDeleted(variable("s", "here"))),
        .push(.variableFailed(variable("s", "here"), problem)),
        .push(.variableSkipped(variable("s", "here"), problem)),
        .push(.finished(run, .succeeded)),
        .sync(.driftDetected(syncID: "s", destination("here"), [])),
    ]

    @Test(arguments: traces)
    func `10,000 deliveries after a request do not make it forgotten`(trace: EventBody) async throws
    {
        try await record(.sync(.created(Self.sync("s", account: "here"))), trace)
        try await deliver(10_000)
        #expect(try accounts() == ["here"])
    }

    @Test func `the accounts of former destinations and of deleted syncs are remembered`()
        async throws
    {
        try await record(
            .sync(.created(Self.sync("s", account: "first"))),
            .sync(.updated(Self.sync("s", account: "second"))),
            .push(.started(Self.run)),
            .sync(.deleted(id: "s")),
            .sync(.created(Self.sync("t", account: "third"))),
            .push(.variableDeleted(Self.variable("t", "before")))
        )
        #expect(try accounts() == ["first", "second", "before"])
    }

    @Test func `what was recorded before the time asks for nothing`() async throws {
        try await record(
            .sync(.created(Self.sync("s", account: "here"))),
            .push(.started(Self.run))
        )
        #expect(try accounts(after: Timestamp.now.advanced(by: .seconds(1))).isEmpty)
    }
}
