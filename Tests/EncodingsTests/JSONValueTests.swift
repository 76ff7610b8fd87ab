import Encodings
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-0", "-1.5e+3", "\"\"", "\"é\"", "[]", "{}",
        #"{"a":[1,{"b":null}],"c":"x\ny"}"#, #""\u0000\u001f""#,
    ])
    func `what is written compactly is written back as it was`(text: String) throws {
        #expect(try JSONValue.parse(Array(text.utf8)).text == text)
    }

    @Test(arguments: [
        "", " ", "nul", "truex", "01", "1.", ".5", "+1", "1e", "-", "\"", "\"a", "\"\u{1}\"",
        #""\x""#, #""\u12"#, #""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, "[1,]", "[1 2]", "[",
        "{\"a\"}", "{\"a\":1,}", "{a:1}", "1 2", "[]]", "\u{FEFF}1", "1\u{0}", "NaN", "'a'",
        "\u{A0}1", "[\u{C}]",
    ])
    func `anything but RFC 8259 is refused`(text: String) {
        let error = #expect(throws: JSONError.self) { try JSONValue.parse(Array(text.utf8)) }
        #expect(error?.code == "json-malformed")
    }

    @Test(arguments: [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xE2, 0x82]] as [[UInt8]])
    func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONValue.parse([0x22] + bytes + [0x22]) }
    }

    @Test func `escapes are read, surrogate pairs too`() throws {
        let value = try JSONValue.parse(Array(#""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00""#.utf8))
        #expect(value.string == "\"\\/\u{8}\u{C}\n\r\té😀")
    }

    /// Plain bytes are gone over eight at a time; what ends a run of them may stand anywhere.
    @Test(arguments: [
        (#"\""#, "\""), (#"\\"#, "\\"), (#"\u0041"#, "A"), (" ", " "), ("!", "!"), ("#", "#"),
        ("[", "["),
        ("]", "]"), ("\u{7F}", "\u{7F}"), ("é", "é"), ("\u{A2}", "\u{A2}"), ("😀", "😀"),
    ])
    func `a character is read wherever it stands in a string`(written: String, meant: String) throws
    {
        for before in 0..<20 {
            for after in 0..<20 {
                let (first, last) = (
                    String(repeating: "a", count: before), String(repeating: "z", count: after)
                )
                let value = try JSONValue.parse(Array("\"\(first)\(written)\(last)\"".utf8))
                #expect(value.string == first + meant + last)
            }
        }
    }

    @Test(arguments: [0x00, 0x01, 0x0A, 0x1F] as [UInt8])
    func `a control character is refused wherever it stands in a string`(control: UInt8) {
        for before in 0..<20 {
            for after in 0..<20 {
                let (first, last) = (
                    [UInt8](repeating: 0x61, count: before), [UInt8](repeating: 0x7A, count: after)
                )
                #expect(throws: JSONError.malformed(offset: before + 1)) {
                    try JSONValue.parse([0x22] + first + [control] + last + [0x22])
                }
            }
        }
    }

    @Test(arguments: [0, 7, 8, 30])
    func `two members of one name are refused, wherever they stand`(between: Int) {
        let others = (0..<between).map { "\"k\($0)\":0," }.joined()
        let text = "{\"x\":1,\(others)\"\\u0078\":2}"
        #expect(throws: JSONError.duplicateMember("x")) { try JSONValue.parse(Array(text.utf8)) }
    }

    @Test func `nesting is taken 64 deep and no deeper`() throws {
        let fits = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        _ = try JSONValue.parse(Array(fits.utf8))
        #expect(throws: JSONError.tooDeep) { try JSONValue.parse(Array("[\(fits)]".utf8)) }
        let endless = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: JSONError.tooDeep) { try JSONValue.parse(endless) }
    }

    @Test func `integers are those that are written as such and fit 64 bits`() throws {
        let texts = ["9223372036854775807", "9223372036854775808", "1.0", "1e3", "\"1\"", "-5"]
        let integers = try texts.map { try JSONValue.parse(Array($0.utf8)).integer }
        #expect(integers == [Int64.max, nil, nil, nil, nil, -5])
    }

    @Test func `no error repeats what was in the body`() {
        let texts = [#"{"k":"canary"#, #"{"canary":1,"canary":2}"#, #"["canary" x]"#]
        for text in texts {
            let error = #expect(throws: JSONError.self) { try JSONValue.parse(Array(text.utf8)) }
            #expect(error?.description.contains("canary") == false)
        }
    }
}
