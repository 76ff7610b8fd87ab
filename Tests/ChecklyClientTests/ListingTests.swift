import ChecklyClient
import OutboundHTTP
import SyncModel
import Testing

@Suite struct ListingTests {
    /// What a server answers, page by page.
    private typealias Pages = [OutboundResponse]

    // No total: the first short or empty page is the last one.
    private static let untotalled: [(Pages, Int)] = [
        ([.page(0..<100), .page(100..<100)], 100),
        ([.page(0..<40)], 40),
        ([.page(0..<0)], 0),
        ([.page(0..<100), .page(0..<100)], 100),
        ([.page(0..<101)], 101),
    ]
    // A total decides, however short or long the pages are.
    private static let totalled: [(Pages, Int)] = [
        ([.page(0..<100, total: "100")], 100),
        ([.page(0..<50, total: "120"), .page(50..<100, total: "120"), .page(100..<120)], 120),
        ([.page(0..<150, total: "250"), .page(150..<250, total: "250")], 250),
    ]
    // Totals that say nothing, and one that changes once.
    private static let doubtful: [(Pages, Int)] = [
        ([.page(0..<100, total: "*"), .page(100..<120, total: "*")], 120),
        ([.page(0..<100, total: "-1"), .page(100..<120, total: "-1")], 120),
        ([.page(0..<100, total: "102"), .page(100..<101, total: "101"), .page(0..<101)], 101),
    ]

    @Test(arguments: untotalled + totalled + doubtful)
    func `every way to page ends with all variables`(
        pages: [OutboundResponse],
        count: Int
    ) async throws {
        let server = ScriptedServer(pages)
        let keys = try await server.client().variables(account: "a").map(\.key)
        #expect(keys == (0..<count).map { "K\($0)" })
        #expect(server.requests.count == pages.count)
        #expect(server.requests[0].url.hasSuffix("/v1/variables?limit=100&page=1"))
    }

    @Test(arguments: [
        #"</v1/variables?page=2>; rel="next""#, "</v1/variables?page=2>; rel=next",
        #"</v1/variables?page=9>; rel="last", </v1/variables?page=2>; Rel="Next""#,
    ])
    func `a link to a next page is followed however it is written`(link: String) async throws {
        let server = ScriptedServer([.page(0..<2, link: link), .page(2..<3)])
        #expect(try await server.client().variables(account: "a").count == 3)
    }

    private static let incomplete: [(Pages, Int)] = [
        ([.page(0..<100, total: "250"), .page(100..<100, total: "250")], 2),
        ([.page(0..<100, total: "250")], 2),
        (restless, 6),
    ]
    // Its total is another one at every page.
    private static let restless: Pages = (201...206).map { .page(0..<100, total: String($0)) }

    @Test(arguments: incomplete)
    func `a list that is not whole is an error`(
        pages: [OutboundResponse],
        requestCount: Int
    ) async throws {
        let server = ScriptedServer(pages)
        let error = await #expect(throws: ChecklyError.self) {
            try await server.client().variables(account: "a")
        }
        #expect(error?.code == "checkly-list-incomplete")
        #expect(error?.isRetryable == true)
        #expect(server.requests.count == requestCount)
    }

    @Test func `a list without an end is given up`() async throws {
        let server = ScriptedServer(
            (0..<250).map { .page(($0 * 100)..<(($0 + 1) * 100)) }
        )
        let error = await #expect(throws: ChecklyError.self) {
            try await server.client().variables(account: "a")
        }
        #expect(error?.code == "checkly-list-incomplete")
        #expect(server.requests.count == 200)
    }

    @Test func `a page that fails spoils the list`() async throws {
        let server = ScriptedServer([.page(0..<100, total: "150"), OutboundResponse(403)])
        let error = await #expect(throws: ChecklyError.self) {
            try await server.client().variables(account: "a")
        }
        #expect(error?.code == "checkly-forbidden")
    }

    @Test func `of variables with one key the last one counts`() async throws {
        let server = ScriptedServer([
            OutboundResponse(200, #"[{"key":"A","value":"1"},{"key":"A","value":"2"}]"#, total: "2")
        ])
        let variables = try await server.client().variables(account: "a")
        #expect(variables.map { $0.value?.reveal() } == ["2"])
    }

    @Test(arguments: [
        (#""value":null"#, nil), (#""value":"""#, nil), (#""other":1"#, nil), (#""value":7"#, nil),
        (#""value":"x""#, "x"), (#""value":" ""#, " "),
    ])
    func `only a value that is shown is known`(member: String, value: String?) async throws {
        let server = ScriptedServer([OutboundResponse(200, #"[{"key":"A",\#(member)}]"#)])
        let variables = try await server.client().variables(account: "a")
        #expect(variables.map { $0.value?.reveal() } == [value])
        #expect(variables.allSatisfy { $0.locked != true && $0.secret != true })
    }
}
