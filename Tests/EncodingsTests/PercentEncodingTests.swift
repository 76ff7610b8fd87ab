import Encodings
import Testing

@Suite struct PercentEncodingTests {
    @Test(arguments: [
        ("", ""), ("A-z_0~.9", "A-z_0~.9"), ("a b/c", "a%20b%2Fc"), ("ü✓", "%C3%BC%E2%9C%93"),
        ("100%", "100%25"), ("a?b#c&d=e+f", "a%3Fb%23c%26d%3De%2Bf"), ("\u{0}\r\n", "%00%0D%0A"),
        (".", "%2E"), ("..", "%2E%2E"), ("...", "%2E%2E%2E"), ("..a", "..a"),
    ])
    func `a text stays one segment and one value`(text: String, encoded: String) {
        #expect(percentEncoded(text) == encoded)
    }
}
