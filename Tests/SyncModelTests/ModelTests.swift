import Encodings
import SyncModel
import Testing

@Suite struct ModelTests {
    @Test(arguments: [
        ("{{secretKey}}", "K"), ("APP_{{secretKey}}", "APP_K"),
        ("{{environment}}-{{secretKey}}/x", "dev-K/x"),
    ])
    func `a key schema names a variable and knows its own`(schema: String, key: String) throws {
        let schema = try #require(KeySchema(schema))
        #expect(schema.key(for: "K", environment: "dev") == key)
        #expect(schema.matches(key, environment: "dev"))
    }

    @Test(arguments: ["", "APP_", "{{ secretKey }}", "a b{{secretKey}}", "{{secretKey}}ü"])
    func `what is no key schema is refused`(text: String) {
        #expect(KeySchema(text) == nil)
    }

    @Test func `a schema does not match another environment's keys`() throws {
        let schema = try #require(KeySchema("{{environment}}_{{secretKey}}"))
        #expect(!schema.matches("prod_K", environment: "dev"))
        #expect(schema.matches("dev_", environment: "dev"))
    }

    @Test(arguments: [0, 23, 24, 255, 256, 65_536, 4_294_967_296, -1, -25, Int64.max, Int64.min])
    func `integers have one canonical form`(integer: Int64) throws {
        let bytes = CanonicalEncoding.encode(.integer(integer))
        #expect(try CanonicalDecoding.decode(bytes) == .integer(integer))
    }

    @Test(arguments: [[0x18, 0x01], [0xA2, 0x61, 0x61, 0x01, 0x61, 0x61, 0x02], [0x81], [0xFF]])
    func `other forms of a value are refused`(bytes: [UInt8]) {
        #expect(throws: CanonicalError.self) { try CanonicalDecoding.decode(bytes) }
    }

    @Test func `map keys are in bytewise order of their encodings`() {
        let bytes = CanonicalEncoding.encode(.map(["b": .null, "aa": .null, "a": .null]))
        #expect(bytes == [0xA3, 0x61, 0x61, 0xF6, 0x61, 0x62, 0xF6, 0x62, 0x61, 0x61, 0xF6])
    }

    @Test(arguments: [
        ("2026-11-23T08:00:00.123456Z", "2026-11-23T08:00:00.123456Z"),
        ("2026-11-23T09:30:00+01:30", "2026-11-23T08:00:00.000000Z"),
        ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500000Z"),
        ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000Z"),
    ])
    func `a time reads and prints as RFC 3339`(text: String, printed: String) {
        #expect(Timestamp(rfc3339: text)?.rfc3339 == printed)
    }

    @Test func `a secret value does not print`() {
        let value = SecretValue("c4n4ry")
        #expect("\(value) \(String(reflecting: value))" == "<secret> <secret>")
        var dumped = ""
        dump(value, to: &dumped)
        #expect(!dumped.contains("c4n4ry"))
    }
}

@Suite struct AccountIDTests {
    @Test(arguments: [
        ("0199AA00-0000-7000-8000-00000000000F", true),
        ("0199aa00-0000-7000-8000-00000000000f", true),
        ("0199aa00-0000-7000-8000-00000000000", false),
        ("0199aa00-0000-7000-8000-00000000000fa", false),
        ("0199aa0000000-7000-8000-00000000000f", false),
        ("0199aa00-0000-7000-8000-00000000000g", false),
        ("0199aa00-0000-7000-8000-0000000000é", false), ("", false),
    ])
    func `a UUID is known by its form`(text: String, isUUID: Bool) {
        #expect(text.isUUID == isUUID)
        #expect(text.asAccountID == (isUUID ? text.lowercased() : text))
    }
}

@Suite struct ErrorChainTests {
    private struct Failure: ExplainedError {
        let message: String
        var code: String { "code" }
        var hint: String { "Hint." }
    }

    @Test func `an error in another's message adds what happened, and neither code nor hint`() {
        let inner = Failure(message: "The file is full.")
        let middle = Failure(message: "No key: \(reason(of: inner)).")
        let outer = Failure(message: "No event: \(reason(of: middle)).")
        #expect("\(outer)" == "code: No event: No key: The file is full. (Hint.)")
        #expect(reason(of: CancellationError()) == "CancellationError()")
    }
}
