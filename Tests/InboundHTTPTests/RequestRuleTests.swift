import InboundHTTP
import NIOHTTP1
import TestSupport
import Testing

@Suite struct RequestRuleTests {
    private static let marks = String(repeating: "\u{301}\u{323}", count: 4000)
    private static let own = IPAddress("10.0.0.5")

    private func objection(
        _ target: String = "/x",
        version: HTTPVersion = .http1_1,
        _ fields: [(String, String)] = [("host", "localhost")],
        hosts: [String]? = ["sync.internal", "10.0.0.9"]
    ) -> RequestObjection? {
        RequestRules(ConnectionLimits(), hosts: hosts.flatMap { HostNames($0) })
            .objection(
                to: HTTPRequestHead(
                    version: version,
                    method: .GET,
                    uri: target,
                    headers: HTTPHeaders(fields)
                ),
                at: Self.own
            )
    }

    @Test(arguments: [
        "localhost", "LOCALHOST:8081", "checkly-sync.localhost:8081", "a.b.localhost", "127.0.0.1",
        "127.8.8.8:80", "[::1]:8081", "10.0.0.5:8081",
        "10.0.0.9", "sync.internal:443", "Sync.Internal.",
    ])
    func `a request for one of the names is let in`(host: String) {
        #expect(objection([("host", host)]) == nil)
    }

    private func objection(_ fields: [(String, String)]) -> RequestObjection? {
        objection("/x", fields)
    }

    @Test(arguments: [
        "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.6",
        "notlocalhost", "evil-localhost", ".localhost.evil.example", "sync.internal.evil.example",
        "0.0.0.0",
    ])
    func `a request for another name is refused`(host: String) {
        #expect(objection([("host", host)]) == .hostUnknown)
        #expect(objection("/x", [("host", host)], hosts: ["*"]) == nil)
        #expect(objection("/x", [("host", host)], hosts: nil) == nil)
    }

    @Test func `the address of a request names its server too`() {
        #expect(objection("http://evil.example/x") == .hostUnknown)
        #expect(objection("http://localhost:8081/x") == nil)
        #expect(objection("/x?from=http://evil.example") == nil)
    }

    @Test(
        arguments: [
            ([], .hostMissing), ([("host", "localhost"), ("Host", "localhost")], .hostRepeated),
            ([("host", "")], .hostMalformed), ([("host", "a b")], .hostMalformed),
            ([("host", String(repeating: "a", count: 300))], .hostMalformed),
            ([("host", "localhost" + marks)], .headerNotASCII),
            (
                [("host", "localhost"), ("x", String(repeating: "p", count: 17_000))],
                .headersTooLarge
            ),
            ([("host", "localhost"), ("Content-Type", "a" + marks)], .headerNotASCII),
            ([("host", "localhost"), ("content-encoding", "é")], .headerNotASCII),
            ([("host", "localhost"), ("expect", "é")], .headerNotASCII),
            ([("host", "localhost"), ("authorization", "Bearer é")], .headerNotASCII),
            ([("host", "localhost"), ("connection", "é")], .headerNotASCII),
            ([("host", "localhost"), ("accept", "é")], .headerNotASCII),
        ] as [([(String, String)], RequestObjection)]
    )
    func `headers that are not as HTTP has them are refused`(
        fields: [(String, String)],
        expected: RequestObjection
    ) {
        #expect(objection(fields) == expected)
    }

    @Test func `what nothing here reads may be in any script`() {
        #expect(objection([("host", "localhost"), ("user-agent", "é"), ("x-name", "ключ")]) == nil)
    }

    @Test func `only HTTP 1.0 may come without a name`() {
        #expect(objection("/x", version: .http1_0, []) == nil)
        #expect(objection("/x", version: .http1_1, []) == .hostMissing)
    }

    @Test(
        arguments: [
            ("/" + String(repeating: "a", count: 8192), .targetTooLong), ("/é", .targetNotASCII),
            ("/a\u{301}\u{323}", .targetNotASCII),
        ] as [(String, RequestObjection)]
    )
    func `an address has a length, and is ASCII`(target: String, expected: RequestObjection) {
        #expect(objection(target) == expected)
    }

    @Test func `every objection has a code of its own and a sentence that JSON takes as it is`() {
        let codes = RequestObjection.allCases.map(\.code)
        #expect(Set(codes).count == codes.count)
        for objection in RequestObjection.allCases {
            let message = objection.message(ConnectionLimits())
            #expect(message.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
            #expect(!message.contains("\"") && !message.contains("\\"))
        }
    }

    /// The work of a request must be in proportion to its length, whatever it is made of.
    @Test func `combining marks cost no more than letters`() {
        func least(_ text: String) -> Duration {
            let fields = ["content-type", "content-encoding", "expect", "authorization", "accept"]
                .map { ($0, text) }
            return leastProcessorTime {
                for _ in 0..<20 {
                    _ = objection("/x", [("host", "localhost")] + fields)
                    _ = objection("/" + text, [("host", text)])
                }
            }
        }
        // 3 kB each: by the square of the length the marks would cost some hundred times as much.
        let marks = String(repeating: "\u{301}\u{323}", count: 780)
        let letters = String(repeating: "a", count: marks.utf8.count)
        #expect(least(marks) < least(letters) * 30 + .milliseconds(5))
    }
}
