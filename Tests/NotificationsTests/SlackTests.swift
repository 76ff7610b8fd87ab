import Encodings
import OutboundHTTP
import ReadModels
import SyncModel
import Testing

@Suite struct SlackTests {
    @Test func `Slack gets lines, unsigned and escaped`() async throws {
        let bench = try NotificationBench()
        try await bench.add("team", .slack)
        await bench.look([NotificationBench.item("sync-failed")])
        await bench.look([], after: .seconds(60))
        let requests = bench.receivers.requests
        #expect(
            requests.map { $0.json["text"]?.string ?? "" } == [
                """
                *Checkly Sync* (team): 1 thing needs somebody
                • sync payments: Something is &lt;wrong&gt; &amp; odd. _Do something._
                """,
                """
                *Checkly Sync* (team): 1 thing is settled
                • sync payments: `sync-failed`
                """,
            ]
        )
        #expect(requests.allSatisfy { $0.json.members?.count == 1 })
        #expect(requests.allSatisfy { $0.header("webhook-signature") == nil })
    }

    @Test func `a thousand things are ten lines and a number`() async throws {
        let bench = try NotificationBench()
        try await bench.add("team", .slack)
        try await bench.add("ops")
        await bench.look((1...1000).map { NotificationBench.item("sync-failed", "s\($0)") })
        let requests = bench.receivers.requests
        let slack = try #require(requests.first { $0.json["text"] != nil })
        let lines = (slack.json["text"]?.string ?? "").split(separator: "\n")
        #expect(lines.count == 12)
        #expect(lines.last == "• and 990 more")
        let standard = try #require(requests.first { $0.json["data"] != nil }?.json["data"])
        #expect(standard["began"]?.array?.count == 100)
        #expect(standard["beganCount"]?.integer == 1000)
    }
}
