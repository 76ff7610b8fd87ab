import Encodings
import Foundation
import Logging
import SyncModel
import Testing

@testable import checkly_sync

/// What came from outside, on its way to a terminal.
@Suite struct ShownTextTests {
    /// C0, delete, C1, and what turns text around or breaks lines.
    private static let unprintable: [Unicode.Scalar] = {
        let values =
            Array(0x00..<0x20) + Array(0x7F..<0xA0) + [0x061C, 0x200E, 0x200F]
            + Array(0x2028...0x202E) + Array(0x2066...0x2069)
        return values.compactMap { Unicode.Scalar(UInt32($0)) }
    }()

    private static func isUnprintable(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.isUnprintable }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }

    @Test func `no control or direction character gets to a terminal as it is`() {
        for scalar in Self.unprintable where scalar != "\n" && scalar != "\t" {
            #expect(shown("a\(scalar)b") == "a\(Self.escaped(scalar))b")
            let cell = JSONValue.string("a\(scalar)b").cell
            #expect(!Self.isUnprintable(cell))
        }
        #expect(shown("a\n\tb é\u{301} 日本 😀") == "a\n\tb é\u{301} 日本 😀")
    }

    @Test func `JSON means the same with its characters escaped`() throws {
        for scalar in Self.unprintable {
            let value = JSONValue.object([
                .init(name: "n\(scalar)", value: .string("\(scalar)\"\\\(scalar)"))
            ])
            #expect(try JSONValue.parse(Array(shown(value.text).utf8)) == value)
        }
    }

    @Test func `of escape sequences only our own colours are left`() {
        let coloured = Colour.allCases.map { $0.around("x") }.joined()
        #expect(shown(coloured) == coloured)
        for sequence in ["\u{1B}[2J", "\u{1B}]0;t\u{7}", "\u{1B}[311m", "\u{1B}", "\u{1B}c"] {
            #expect(!shown("a" + sequence + "b").utf8.contains(0x1B))
        }
    }

    @Test(arguments: [true, false])
    func `a line of the log stays one line, whatever stands in it`(isJSON: Bool) {
        for scalar in Self.unprintable {
            let text = "a\(scalar)2026-01-01 error forged"
            let line = LineLogHandler.line(.info, text, [("reason", text)], isJSON: isJSON)
            #expect(!Self.isUnprintable(line))
        }
    }
}
