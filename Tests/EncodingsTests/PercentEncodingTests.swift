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

    @Test(arguments: [
        ("a%20b%2fc", "a b/c"), ("%C3%BC", "ü"), ("a+b", "a+b"), ("", ""), ("%25", "%"),
        ("%", nil), ("%4", nil), ("a%zz", nil), ("%+5", nil), ("%-1", nil), ("%C3%28", nil),
    ])
    func `a broken escape, or what is not UTF-8, is not decoded`(text: String, decoded: String?) {
        #expect(percentDecoded(text) == decoded)
    }
}
