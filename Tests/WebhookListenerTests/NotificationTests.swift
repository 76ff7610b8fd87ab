import Encodings
import EventLog
import LiveLog
import Projection
import Synchronization
import SyncModel
import TestSupport
import Testing
import WebhookSignatures

@Suite struct NotificationTests {
    private let bench: ListenerBench

    init() async throws {
        bench = try await ListenerBench()
        try await bench.addSource("kms", preset: .hanzoKMS, payload: .hanzoKMS)
    }

    private func send(_ body: String) async throws -> Reply {
        try await bench.send(body, preset: .hanzoKMS)
    }

    private var time: Int64 { bench.now.milliseconds }

    @Test func `a notification is recorded with who caused it`() async throws {
        let body = Bodies.hanzo(at: time)
        #expect(try await send(body).state == "recorded")
        let folder = FolderPath.sample()
        #expect(try bench.events() == [.folder(.notified(folder))])
        let event = try bench.log.reader.event(at: Position(2))
        #expect(event?.actor == Actor(type: "user", name: "Ada"))
        #expect(try await send(body).state == "duplicate")
    }

    @Test(
        arguments: [
            (#""Development""#, "Development"), (#""""#, nil), ("null", nil), ("[1]", nil),
        ] as [(String, String?)]
    )
    func `what a notification calls the environment is recorded`(
        member: String,
        name: String?
    ) async throws {
        let body =
            #"{"event":"secrets.modified","project":{"projectId":"p","environment":"dev","#
            + #""environmentName":\#(member),"secretPath":"/app"},"timestamp":\#(time)}"#
        #expect(try await send(body).state == "recorded")
        let folder = FolderPath.sample()
        #expect(try bench.events() == [.folder(.notified(folder, environmentName: name))])
        let state = bench.state.current
        #expect(state.environmentNames["p"]?["dev"] == name)
        #expect(try State(canonical: state.canonical) == state)
    }

    @Test(arguments: ["test", "secrets.rotation-failed", "honey-token.triggered"])
    func `other events are recorded as ignored`(event: String) async throws {
        #expect(try await send(Bodies.hanzo(event: event, at: time)).state == "ignored")
        #expect(try bench.events().map(\.type) == ["delivery.ignored"])
    }

    @Test func `a body without event is ignored with a reason that helps`() async throws {
        let reply = try await send(#"{"text":"hello","timestamp":\#(time)}"#)
        #expect(reply.state == "ignored")
        #expect(reply["reason"]?.string?.contains("general") == true)
    }

    @Test func `a change without its folder is malformed`() async throws {
        let body = #"{"event":"secrets.modified","project":{"projectId":"p"},"timestamp":\#(time)}"#
        #expect(try await send(body).error == "payload-member")
    }

    @Test(arguments: [SignaturePreset.github, .doppler, .shopify])
    func `identical notifications without signed time or id each lead to a read`(
        preset: SignaturePreset
    ) async throws {
        try await bench.addSource("git", preset: preset, payload: .hanzoKMS)
        let body = Bodies.hanzo(at: 1)
        let folder = FolderID(
            source: "git",
            path: FolderPath.sample()
        )
        var positions: [Int64?] = []
        for _ in 1...3 {
            let reply = try await bench.send(body, to: "git", preset: preset)
            #expect(reply.state == "recorded")
            positions.append(reply.position)
            // The folder is to be read through this very notification, not the one before.
            let waiting = bench.state.read { $0.unansweredNotification(of: folder)?.number }
            #expect(waiting == reply.position)
        }
        #expect(positions == [3, 4, 5])
    }

    @Test func `equal bodies without signed time that lead to no read are one for ten minutes`()
        async throws
    {
        try await bench.addSource("git", preset: .github, payload: .hanzoKMS)
        let body = Bodies.hanzo(event: "test", at: 1)
        var states: [String?] = []
        for minutes in [0, 0, 10] as [Int64] {
            bench.milliseconds.withLock { $0 += minutes * 60_000 }
            states.append(try await bench.send(body, to: "git", preset: .github).state)
        }
        #expect(states == ["ignored", "duplicate", "ignored"])
    }

    @Test func `the same delivery to two sources is two deliveries`() async throws {
        try await bench.addSource("two", preset: .hanzoKMS, payload: .hanzoKMS)
        let body = Bodies.hanzo(at: time)
        #expect(try await send(body).state == "recorded")
        #expect(try await bench.send(body, to: "two", preset: .hanzoKMS).state == "recorded")
    }
}
