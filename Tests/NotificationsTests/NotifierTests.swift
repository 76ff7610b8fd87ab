import Commands
import Encodings
import Foundation
import LiveLog
import Notifications
import OutboundHTTP
import ReadModels
import SyncModel
import TestSupport
import Testing
import WebhookSignatures

@Suite(.timeLimit(.minutes(5))) struct NotifierTests {
    private let failed = NotificationBench.item("sync-failed")
    private let parked = NotificationBench.item("sync-parked", "orders")

    @Test func `what begins to wait is told once, and told again when it is over`() async throws {
        let bench = try NotificationBench()
        try await bench.add("ops")
        await bench.look([failed, parked])
        for _ in 1...20 { await bench.look([failed, parked], after: .seconds(60)) }
        await bench.look([parked], after: .seconds(60))
        await bench.look([], after: .seconds(60))
        await bench.look([], after: .seconds(60))
        let told = bench.receivers.requests.map(\.json)
        #expect(told.count == 3)
        #expect(told.map { $0["type"]?.string } == Array(repeating: "attention.changed", count: 3))
        func codes(_ index: Int, _ name: String) -> [String] {
            (told[index]["data"]?[name]?.array ?? []).compactMap { $0["code"]?.string }
        }
        #expect(codes(0, "began") == ["sync-failed", "sync-parked"])
        #expect(codes(0, "ended") == [])
        #expect(codes(1, "began") == [])
        #expect(codes(1, "ended") == ["sync-failed"])
        #expect(codes(2, "ended") == ["sync-parked"])
        #expect(told.map { $0["data"]?["waitingCount"]?.integer } == [2, 1, 0])
        #expect(told[0]["data"]?["notification"]?.string == "ops")
        #expect(told[0]["data"]?["began"]?.array?.first?.text == failed.json.jsonText)
        #expect(told[0]["timestamp"]?.string == VirtualClock.epoch.rfc3339)
    }

    @Test func `other words for the same thing are no news`() async throws {
        let bench = try NotificationBench()
        try await bench.add("ops")
        var reworded = failed
        reworded.message = "It goes on."
        reworded.since = VirtualClock.epoch
        await bench.look([failed])
        await bench.look([reworded], after: .seconds(60))
        #expect(bench.receivers.requests.count == 1)
    }

    @Test func `a message is signed as Standard Webhooks says`() async throws {
        let bench = try NotificationBench()
        try await bench.add("ops")
        await bench.look([failed])
        let request = try #require(bench.receivers.requests.first)
        let verifier = SignatureVerifier(
            scheme: SignaturePreset.standardWebhooks.scheme,
            secrets: [WebhookSecret(id: "1", value: SecretValue(NotificationBench.secret))],
            toleranceSeconds: 300,
            identityKey: [UInt8](repeating: 1, count: 32)
        )
        let incoming = IncomingRequest(headers: request.headers, body: request.body ?? [])
        let verified = try verifier.verify(incoming, now: bench.clock.timestamp)
        #expect(verified.signedID == request.header("webhook-id"))
        #expect(request.method == "POST")
        #expect(request.url == NotificationBench.url("ops"))
        #expect(request.header("content-type") == "application/json")
        var tampered = incoming
        tampered.body.append(0x20)
        #expect(throws: Refusal.self) {
            try verifier.verify(tampered, now: bench.clock.timestamp)
        }
    }

    @Test func `what is not accepted is sent again, the same, later and later`() async throws {
        let bench = try NotificationBench()
        try await bench.add("ops")
        bench.receivers.answer([500, 0, 404, 302], at: NotificationBench.url("ops"))
        var times: [Int64] = []
        for second in 0...200 {
            let before = bench.receivers.requests.count
            await bench.look([failed], after: second == 0 ? .zero : .seconds(1))
            if bench.receivers.requests.count > before { times.append(Int64(second)) }
        }
        #expect(bench.tries == [false, false, false, false, true])
        // 10, 20, 40 and 80 seconds between them, and nothing after the one that was accepted.
        #expect(times == [0, 10, 30, 70, 150])
        let requests = bench.receivers.requests
        #expect(Set(requests.map { $0.header("webhook-id") }).count == 1)
        #expect(Set(requests.map { String(decoding: $0.body ?? [], as: UTF8.self) }).count == 1)
        let standing = bench.notifier.standing(of: try bench.target("ops"))
        #expect(standing.problem == nil)
        #expect(standing.lastSentAt == VirtualClock.epoch.advanced(by: .seconds(150)))
    }

    @Test func `nobody waits more than an hour for the next try`() async throws {
        let bench = try NotificationBench()
        try await bench.add("ops")
        bench.receivers.answer(
            Array(repeating: 503, count: 100),
            at: NotificationBench.url("ops")
        )
        for _ in 1...30 { await bench.look([failed], after: .seconds(3600)) }
        #expect(bench.receivers.requests.count == 30)
    }

    @Test func `a restart neither forgets nor repeats`() async throws {
        let bench = try NotificationBench()
        try await bench.add("ops")
        bench.receivers.answer([503], at: NotificationBench.url("ops"))
        await bench.look([failed])
        bench.restart()
        await bench.look([failed, parked])
        let requests = bench.receivers.requests
        #expect(requests.count == 2)
        #expect(requests[0].header("webhook-id") == requests[1].header("webhook-id"))
        #expect(requests[0].body == requests[1].body)
        bench.restart()
        await bench.look([parked], after: .seconds(60))
        await bench.look([parked], after: .seconds(60))
        // What changed while no server ran is told by the one that runs then.
        let last = try #require(bench.receivers.requests.last?.json["data"])
        #expect(bench.receivers.requests.count == 3)
        #expect(last["began"]?.array?.first?["code"]?.string == "sync-parked")
        #expect(last["ended"]?.array?.first?["code"]?.string == "sync-failed")
    }

    @Test func `a clock that is set back silences nobody`() async throws {
        let bench = try NotificationBench()
        try await bench.add("ops")
        bench.clock.advance(by: .seconds(100_000))
        bench.receivers.answer([500], at: NotificationBench.url("ops"))
        await bench.look([failed])
        bench.clock.advance(by: .seconds(-50_000))
        await bench.look([failed])
        bench.clock.advance(by: .seconds(-10_000))
        await bench.look([failed, parked])
        #expect(bench.receivers.requests.count == 3)
        #expect(bench.receivers.requests.last?.json["data"]?["beganCount"]?.integer == 1)
    }

    @Test func `a restored log calls nobody until it is released`() async throws {
        let bench = try NotificationBench()
        try await bench.add("ops")
        try await bench.append(.administration(.logRestored(through: Position(1))))
        await bench.look([failed])
        #expect(bench.receivers.requests.isEmpty)
        try await bench.append(.pushing(.released))
        await bench.look([failed])
        #expect(bench.receivers.requests.count == 1)
    }

    @Test func `what changes in half a minute is told together`() async throws {
        let bench = try NotificationBench()
        try await bench.add("ops")
        await bench.look([failed])
        for second in 1...60 {
            let flaps = second % 2 == 0
            await bench.look(flaps ? [failed] : [failed, parked], after: .seconds(1))
        }
        #expect(bench.receivers.requests.count <= 3)
    }

    @Test func `those who want problems only get no notices`() async throws {
        let bench = try NotificationBench()
        try await bench.add("all")
        try await bench.add("few", onlyProblems: true)
        let notice = NotificationBench.item("sync-drifted", "b", .notice)
        await bench.look([notice])
        #expect(bench.receivers.requests.map(\.url) == [NotificationBench.url("all")])
        await bench.look([notice, failed], after: .seconds(60))
        let told = bench.receivers.requests.filter { $0.url == NotificationBench.url("few") }
        #expect(told.map { $0.json["data"]?["beganCount"]?.integer } == [1])
    }

    @Test func `a receiver that accepts nothing waits for a person and hinders nobody`()
        async throws
    {
        let bench = try NotificationBench()
        try await bench.add("bad")
        try await bench.add("good")
        bench.receivers.answer(Array(repeating: 0, count: 100), at: NotificationBench.url("bad"))
        func look(_ seconds: Int) async {
            await bench.look([failed] + bench.notifier.items, after: .seconds(seconds))
        }
        await look(0)
        await look(299)
        #expect(bench.notifier.failing == ["bad": true, "good": false])
        #expect(bench.notifier.items.isEmpty)
        await look(1)
        let item = try #require(bench.notifier.items.first)
        #expect(item.code == "notification-failed")
        #expect(item.message.contains("bad at https://bad.example"))
        await look(31)
        await look(31)
        let good = bench.receivers.requests.filter { $0.url == NotificationBench.url("good") }
        #expect(
            good.compactMap { $0.json["data"]?["began"]?.array?.first?["code"]?.string }
                == ["sync-failed", "notification-failed"]
        )
        let bad = bench.receivers.requests.filter { $0.url == NotificationBench.url("bad") }
        #expect(Set(bad.compactMap { $0.json["data"]?["beganCount"]?.integer }) == [1])
    }

    @Test func `who is deleted gets nothing, and is told everything when created again`()
        async throws
    {
        let bench = try NotificationBench()
        try await bench.add("ops")
        await bench.look([failed])
        try await bench.perform(.delete(name: "ops"))
        await bench.look([failed, parked], after: .seconds(60))
        #expect(bench.receivers.requests.count == 1)
        try await bench.add("ops")
        await bench.look([failed, parked], after: .seconds(60))
        #expect(bench.receivers.requests.last?.json["data"]?["beganCount"]?.integer == 2)
    }

    @Test func `a test changes nothing that is told`() async throws {
        let bench = try NotificationBench()
        try await bench.add("ops")
        bench.receivers.answer([500], at: NotificationBench.url("ops"))
        let target = try bench.target("ops")
        let failure = await bench.notifier.test(target)
        #expect(failure?.status == 500)
        #expect(await bench.notifier.test(target) == nil)
        #expect(bench.receivers.requests.last?.json["type"]?.string == "notification.test")
        let standing = bench.notifier.standing(of: target)
        #expect(standing.lastSentAt == nil && standing.problem == nil)
        await bench.look([failed])
        #expect(bench.receivers.requests.count == 3)
    }

    @Test func `neither the file nor a problem holds the address or the secret`() async throws {
        let bench = try NotificationBench()
        try await bench.add("ops")
        bench.receivers.answer([500], at: NotificationBench.url("ops"))
        await bench.look([failed])
        let path = bench.files.directory + "/notifications"
        let bytes = try #require(FileManager.default.contents(atPath: path))
        let kept = String(decoding: bytes, as: UTF8.self)
        let problem = bench.notifier.standing(of: try bench.target("ops")).problem?.message ?? ""
        #expect(problem == "the receiver answered 500")
        for text in [kept, problem] {
            #expect(!text.contains("secret-part"))
            #expect(!text.contains("whsec_"))
        }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test func `a file that cannot be read counts as none`() async throws {
        let bench = try NotificationBench()
        try await bench.add("ops")
        await bench.look([failed])
        let path = bench.files.directory + "/notifications"
        try Data("nonsense".utf8).write(to: URL(fileURLWithPath: path))
        bench.restart()
        await bench.look([failed], after: .seconds(60))
        #expect(bench.receivers.requests.count == 2)
    }
}
