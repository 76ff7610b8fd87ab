import Encodings
import SyncModel
import Testing

@testable import checkly_sync

/// Lists at a terminal.
@Suite struct TableFittingTests {
    private static let columns = [
        Column("NAME", "name"), Column("STATE", "state"), Column("LAST", "at"),
        Column("ID", "id", isDispensable: true),
    ]

    private func lines(_ rows: [String], width: Int) throws -> [Substring] {
        let now = try #require(Timestamp(rfc3339: "2026-11-30T12:00:00Z"))
        let table = Table(
            columns: Self.columns,
            rows: try rows.map { try JSONValue.parse(Array($0.utf8)) },
            width: width,
            now: now
        )
        return table.text(isColoured: false).split(separator: "\n")
    }

    private static let shop = """
        {"name":"shop","state":"in-step","at":"2026-11-30T11:55:00.123456Z",
        "id":"3c90c3cc-0d44-4b50-8888-8dd25736052a"}
        """

    @Test func `where there is room everything is shown, with ages for times`() throws {
        #expect(
            try lines([Self.shop], width: 80) == [
                "NAME  STATE    LAST       ID",
                "shop  in-step  4 min ago  3c90c3cc-0d44-4b50-8888-8dd25736052a",
            ]
        )
    }

    @Test(arguments: [
        (#"{"a":["p","q r"]}"#, "p, q r"), (#"{"a":["p\n"]}"#, #""p\n""#), (#"{"a":[]}"#, "[]"),
        (#"{"a":[1]}"#, "[1]"), (#"{"a":null}"#, "–"), ("{}", "–"),
    ])
    func `a list of texts is its texts`(row: String, cell: String) throws {
        let row = try JSONValue.parse(Array(row.utf8))
        #expect(Column("A", "a").cell(of: row) == cell)
    }

    @Test func `what is dispensable goes first, then the widest cells are cut`() throws {
        #expect(
            try lines([Self.shop], width: 40) == [
                "NAME  STATE    LAST", "shop  in-step  4 min ago",
            ]
        )
        let long = Self.shop.replacing("shop", with: "a-name-of-forty-letters-and-some-more-yet")
        let cut = try lines([long], width: 40)
        #expect(cut.allSatisfy { $0.count <= 40 })
        #expect(cut[1].hasPrefix("a-name-of-fort"))
        #expect(cut[1].contains("…  in-step  4 min ago"))
        // Two that are about as long are cut alike, and an id never is.
        let both = long.replacing("in-step", with: "a-state-of-more-than-forty-letters-and-more")
        let alike = try lines([both], width: 60)[1].split(separator: " ")
        #expect(abs(alike[0].count - alike[1].count) <= 1)
        // A terminal that is too narrow gets lines that break.
        #expect(try lines([long], width: 10).count == 2)
    }

    @Test(arguments: [
        ("2026-11-30T11:59:30Z", "30 s ago"), ("2026-11-30T10:01:00Z", "1 h ago"),
        ("2026-11-29T11:00:00Z", "25 h ago"), ("2026-11-20T12:00:00Z", "10 d ago"),
        ("2026-11-30T12:10:00Z", "in 10 min"), ("2026-11-30", "2026-11-30"), ("", ""),
        ("not a time that ends in a Z", "not a time that ends in a Z"),
    ])
    func `a time is shown as an age, and nothing else is`(time: String, age: String) throws {
        let row = Self.shop.replacing("2026-11-30T11:55:00.123456Z", with: time)
        let shown = try lines([row], width: 200)[1]
        #expect(shown.contains("in-step  \(age)"), "\(shown)")
    }
}
