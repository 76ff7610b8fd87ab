import Testing

@Suite struct SwiftLexerTests {
    private static func words(_ text: String) -> [String] {
        SwiftLexer([UInt8](text.utf8)).tokens.map(\.text)
    }

    @Test func `comments hide what they hold`() {
        #expect(Self.words("a // b \"\n/* c /* d */ e */ f") == ["a", "f"])
        #expect(SwiftLexer([UInt8]("/// a\n// b\n/// c".utf8)).documented == [1, 3])
    }

    @Test func `a string is one token and what it interpolates is code`() {
        #expect(Self.words(#"f("a\"b", c)"#) == ["f", "(", "ab", ",", "c", ")"])
        #expect(Self.words(#""a\(b["c"])d" e"#) == ["ad", "(", "b", "[", "c", "]", ")", "e"])
        #expect(Self.words(##"#"a"\(b)"# c"##) == ["a\"\\(b)", "c"])
        #expect(Self.words("\"\"\"\n a \"b\"\n\"\"\" c") == ["\n a \"b\"\n", "c"])
    }

    @Test func `a regular expression hides what it holds, and a division does not`() {
        #expect(Self.words(#"match(of: /a"\/b/) c"#) == ["match", "(", "of", ":", ")", "c"])
        #expect(Self.words(#"#/a"/b/# c"#) == ["c"])
        #expect(Self.words("(a / b) / c") == ["(", "a", "/", "b", ")", "/", "c"])
    }

    @Test func `tokens know their line`() {
        let tokens = SwiftLexer([UInt8]("a\n\"\"\"\nb\n\"\"\"\nc `d e`".utf8)).tokens
        #expect(tokens.map(\.line) == [1, 2, 5, 5])
        #expect(tokens.last?.text == "`d e`")
    }
}
