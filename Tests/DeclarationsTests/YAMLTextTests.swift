import Encodings
import Testing

@testable import Declarations

/// JSON values as YAML.
@Suite struct YAMLTextTests {
    private func yaml(_ json: String) throws -> String {
        try YAMLText.text(of: try JSONValue.parse(Array(json.utf8)))
    }

    @Test func `members keep their order, and every text stands in quotes`() throws {
        let json = """
            [{"name":"yes","count":1,"rate":-1.5e3,"isOn":true,"none":null,"list":["1",{"a":"b"}],
              "empty":[],"nothing":{}},{"name":"é\\u0001\\n: #"}]
            """
        #expect(
            try yaml(json) == #"""
                - "name": "yes"
                  "count": 1
                  "rate": -1.5e3
                  "isOn": true
                  "none": null
                  "list":
                  - "1"
                  - "a": "b"
                  "empty": []
                  "nothing": {}
                - "name": "é\x01\n: #"
                """#
        )
    }

    @Test func `no long text is folded`() throws {
        let text = Array(repeating: "word", count: 100).joined(separator: " ")
        #expect(try yaml(#"{"a":"\#(text)"}"#) == #""a": "\#(text)""#)
    }

    @Test func `pages of a list one after another are one list`() throws {
        let pages = try [yaml(#"[{"a":1}]"#), yaml(#"[{"a":2}]"#)].joined(separator: "\n")
        #expect(try pages == yaml(#"[{"a":1},{"a":2}]"#))
    }
}
