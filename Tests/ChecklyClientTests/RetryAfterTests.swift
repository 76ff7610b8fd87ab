@testable import ChecklyClient
import OutboundHTTP
import SyncModel
import Testing

@Suite(.timeLimit(.minutes(10))) struct RetryAfterTests {
    private static let date = "Tue, 24 Nov 2026 00:00:00 GMT"

    @Test(arguments: [
        (nil, 60), ("7", 7), (" 7 ", 7), ("0", 1), ("-5", 1), ("99999999999999999999", 60),
        ("9000000000000000000", 900), ("soon", 60), ("", 60),
        ("Tue, 24 Nov 2026 00:01:30 GMT", 90), ("Mon, 23 Nov 2026 23:59:00 GMT", 1),
        ("Tue, 24 Nov 2026 25:01:30 GMT", 60),
    ])
    func `a 429 says how long to wait, or the window is waited`(text: String?, seconds: Int) {
        let wait = text.map { [(name: "Retry-After", value: $0)] } ?? []
        let response = OutboundResponse(
            status: 429,
            headers: wait + [(name: "date", value: Self.date)]
        )
        #expect(RetryAfter.duration(of: response) == .seconds(seconds))
    }

    @Test func `a date without a date to measure from waits the window`() {
        let response = OutboundResponse(
            status: 429,
            headers: [(name: "retry-after", value: Self.date)]
        )
        #expect(RetryAfter.duration(of: response) == .seconds(60))
    }

    @Test(arguments: [
        ("bad value hunter2hunter2 here", true), ("bad value hunter2h...", true),
        ("unter2hu", true), ("bad value hunter2", false), ("", false),
    ])
    func `a piece of a secret gives it away`(text: String, isQuoted: Bool) {
        #expect(SecretValue("hunter2hunter2").isQuoted(in: text) == isQuoted)
    }

    @Test func `a short secret gives itself away only whole`() {
        #expect(SecretValue("abc").isQuoted(in: "xabcx"))
        #expect(!SecretValue("abc").isQuoted(in: "ab c"))
        #expect(!SecretValue("").isQuoted(in: "anything"))
    }
}
