import Foundation
import Encodings
import SyncModel
import TestSupport
import Testing

@Suite struct NameKeyTests {
    /// Texts whose parts combine, reorder, or have more than one spelling.
    private static let texts: [String] = {
        let parts = [
            "", "a", "K", "\u{212A}", ";", "\u{37E}", "e\u{301}", "\u{E9}", "\u{301}", "\u{323}",
            "a\u{301}\u{323}", "a\u{323}\u{301}", "\u{1E69}", "s\u{323}\u{307}", "\u{AC00}",
            "\u{1100}\u{1161}", "\u{1F600}", "\u{F900}", "\u{8C48}", "\u{FFFF}",
        ]
        return parts.flatMap { first in parts.map { first + $0 } }
    }()

    /// The bytes of a text's normal form, as another implementation makes it.
    private static func normal(_ text: String) -> [UInt8] {
        Array(text.precomposedStringWithCanonicalMapping.utf8)
    }

    @Test func `names are equal and hashed as the texts are, and ordered by their normal form`() {
        for a in Self.texts {
            for b in Self.texts {
                #expect((NameKey(a) == NameKey(b)) == (a == b), "\(a.debugDescription) \(b)")
                if a == b { #expect(NameKey(a).hashValue == NameKey(b).hashValue) }
                #expect(
                    [NameKey(a) < NameKey(b), NameKey(b) < NameKey(a), a == b].filter { $0 }.count
                        == 1
                )
                let isBefore = Self.normal(a).lexicographicallyPrecedes(Self.normal(b))
                #expect((NameKey(a) < NameKey(b)) == isBefore, "\(a.debugDescription) \(b)")
            }
        }
    }

    @Test func `a name keeps its spelling`() {
        for text in Self.texts { #expect(NameKey(text).text.hasSameBytes(as: text)) }
    }

    @Test func `a name beyond the limit is compared as it is spelled`() {
        let head = String(repeating: "x", count: NameKey.normalizedByteLimit - 2)
        #expect(NameKey(head + "\u{E9}") != NameKey(head + "e\u{301}"))
        let shorter = String(head.dropFirst())
        #expect(NameKey(shorter + "\u{E9}") == NameKey(shorter + "e\u{301}"))
    }

    /// What is done with texts from outside, before or without a limit of their length.
    private static let work: [(name: String, run: @Sendable (String) -> Bool)] = [
        ("a name is hashed", { Set([NameKey($0)]).contains(NameKey($0)) }),
        ("names are ordered", { NameKey($0) < NameKey($0 + "a") }),
        ("paths are compared", { path($0) == path($0 + "\u{323}") || path($0) < path("a" + $0) }),
        ("a path is checked", { (try? FolderPath.normalized(secretPath: "/" + $0)) != nil }),
        ("texts are told apart", { $0.hasSameBytes(as: $0 + "a") }),
        ("values are compared", { SecretValue($0) == SecretValue($0 + "a") }),
        ("a member is looked for", { parsed(#"{"\#($0)":1,"b":2}"#)?["b"] != nil }),
        ("members are told apart", { parsed(#"{"a":1,"\#($0)":1,"\#($0)a":2}"#) != nil }),
        ("a word is told from others", { parsed(#""\#($0)""#)?.isText("set") == true }),
        ("a map is read", { CanonicalMap([NameKey($0): .null, "b": .null])[$0] == .null }),
        ("a key is checked", { SecretKeyRule.violation(of: $0) == nil }),
    ]

    private static func path(_ text: String) -> FolderPath {
        FolderPath(projectID: text, environment: text, secretPath: text)
    }

    private static func parsed(_ text: String) -> JSONValue? {
        try? JSONValue.parse(Array(text.utf8))
    }

    /// Marks in the wrong order: their normal form takes the square of their number.
    private static func marks(_ byteCount: Int) -> String {
        "a" + String(repeating: "\u{301}\u{323}", count: byteCount / 4)
    }

    @Test(arguments: work.indices)
    func `eight times the text is nowhere near 64 times the work`(index: Int) {
        let (name, run) = Self.work[index]
        let (short, long) = (Self.marks(4000), Self.marks(32000))
        func least(_ text: String) -> Duration {
            leastProcessorTime(tries: 7) {
                for _ in 0..<10 { withExtendedLifetime(run(text)) {} }
            }
        }
        #expect(least(long) < max(least(short), .microseconds(50)) * 24, "\(name)")
    }
}
