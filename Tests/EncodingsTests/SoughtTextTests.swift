import Encodings
import Testing

@Suite struct SoughtTextTests {
    private static let texts = [
        "", "a", "A", "API_KEY", "api_key", "key", "KEY2", "É", "é", "e\u{301}", "straße",
        "STRASSE", "\u{212A}EY", "[", "{", "@`", "a\u{0}b",
    ]

    @Test func `a text is found in another in any case, as if both were in lowercase`() {
        for sought in Self.texts {
            for text in Self.texts {
                #expect(
                    SoughtText(sought).stands(in: text)
                        == (sought.isEmpty || text.lowercased().contains(sought.lowercased())),
                    "\(sought) in \(text)"
                )
            }
        }
    }

    @Test func `only a blank text is empty`() {
        #expect(SoughtText("").isEmpty)
        #expect(!SoughtText("a").isEmpty)
    }
}
