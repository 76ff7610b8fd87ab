import Encodings
import SyncModel
import Testing
import WebhookSignatures

/// Schemes that a user describes in JSON.
@Suite struct CustomSchemeTests {
    private static func scheme(_ json: String) throws -> SignatureScheme {
        try SignatureScheme.configured(
            SignatureScheme.members(of: JSONValue.parse(Array(json.utf8)))
        )
    }

    private static func scheme(timeAt pointer: String) throws -> SignatureScheme {
        try scheme(#"{"header":"x-s","timestamp":{"from":"body:\#(pointer)","unit":"ms"}}"#)
    }

    @Test(arguments: [
        ("/a/b", #"{"a":{"b":1763884800000}}"#), ("/a/1", #"{"a":[0,1763884800000]}"#),
        ("/m~0n", #"{"m~n":1763884800000}"#), ("/a~1b", #"{"a/b":1763884800000}"#),
        ("/~01", #"{"~1":1763884800000}"#), ("/", #"{"":1763884800000}"#),
        ("/a//b", #"{"a":{"":{"b":1763884800000}}}"#), ("/0", #"{"0":1763884800000}"#),
        ("/a~1b/c~0d/0/e", #"{"a/b":{"c~d":[{"e":1763884800000}]}}"#),
        ("/é", #"{"é":1763884800000}"#),
    ])
    func `a time is found by its JSON pointer`(pointer: String, body: String) throws {
        let scheme = try Self.scheme(timeAt: pointer)
        let delivery = try Signing.verify(scheme, Signing.signed(scheme, body: Array(body.utf8)))
        #expect(delivery.signedAt == Signing.now && delivery.identityIsUnique)
    }

    @Test(arguments: [
        ("/a", #"{"b":1763884800000}"#), ("/a/01", #"{"a":[0,1763884800000]}"#),
        ("/a/-", #"{"a":[1763884800000]}"#), ("/a/1", #"{"a":[1763884800000]}"#),
        ("/a/+0", #"{"a":[1763884800000]}"#), ("/a/b", #"{"a":1763884800000}"#),
        ("/a", #"{"a":"1763884800000"}"#), ("/a", #"{"a":1763884800000.0}"#),
        ("/a", #"{"a":1,"a":1763884800000}"#), ("/a", "no JSON"), ("/a", #"{"a":-1}"#),
    ])
    func `a time that is not there is no time`(pointer: String, body: String) throws {
        let scheme = try Self.scheme(timeAt: pointer)
        #expect(throws: Refusal.malformedTime) {
            try Signing.verify(scheme, Signing.signed(scheme, body: Array(body.utf8)))
        }
    }

    @Test(arguments: ["", "a", "a/b", "/~", "/~2", "/a~", "/a/~x"])
    func `what is no JSON pointer is refused`(pointer: String) {
        #expect(throws: SignatureSchemeError.self) { try Self.scheme(timeAt: pointer) }
    }

    @Test(arguments: [
        "[]", "null", "\"x\"", #"{"header":1}"#,
        #"{"header":"x-s","algorithm":512}"#, #"{"header":"x-s","timestamp":{"from":1}}"#,
        #"{"header":"x-s","timestamp":{"from":{"a":"b"}}}"#, #"{"header":["x-s"]}"#,
        #"{"header":"x-s","id":"header:x-i"}"#, #"{"header":"x-s","timestamp":{"form":"body:/a"}}"#,
        #"{"header":"x-s","id.from":"header:x-i","id":{"from":"header:x-j"}}"#,
        #"{"header":"x-s","timestamp":{}}"#, #"{"header":"x-s","timestamp":{"unit":"s"}}"#,
        #"{"header":"x-s","timestamp":{"from":null,"unit":"s"}}"#,
        #"{"header":"x-s","timestamp.unit":"s"}"#, #"{"header":"x-s","id":{}}"#,
    ])
    func `no part of a scheme is passed over`(json: String) {
        #expect(throws: SignatureSchemeError.self) { try Self.scheme(json) }
    }

    @Test func `a member that is null counts as absent`() throws {
        let bare = try Self.scheme(#"{"header":"x-s"}"#)
        let nulls = #"{"header":"x-s","algorithm":null,"timestamp":null,"id":null}"#
        #expect(try Self.scheme(nulls) == bare)
        let unit = #"{"header":"x-s","timestamp":{"from":"body:/t","unit":null}}"#
        #expect(try Self.scheme(unit).time?.unit == .seconds)
    }

    @Test func `where a time stands is asked for, and what to write`() {
        let error = #expect(throws: SignatureSchemeError.self) {
            try Self.scheme(#"{"header":"x-s","timestamp":{"unit":"ms"}}"#)
        }
        #expect(error?.hint.contains("signature, header:NAME or body:/json/pointer") == true)
        // One that is in a log already verifies on.
        #expect(throws: Never.self) {
            try SignatureScheme.custom(["header": "x-s", "timestamp.unit": "ms"])
        }
    }

    @Test(arguments: [
        ("hex", "{signature}f", false), ("hex", "{signature}0", false),
        ("hex", "{signature}g", true), ("base64", "{signature}g", false),
        ("base64", "{signature}=", false), ("hex", " {signature}", false),
        ("hex", "{signature} ", false), ("hex", "ü={signature}", false),
        ("hex", "v=x, s={signature}", true), ("hex", "a b={signature}", true),
        ("base64", "{signature};", true),
    ])
    func `a signature must end by what cannot stand in it`(
        encoding: String,
        format: String,
        isTaken: Bool
    ) throws {
        let json = #"{"header":"x-s","format":"\#(format)","encoding":"\#(encoding)"}"#
        let scheme = try? Self.scheme(json)
        #expect((scheme != nil) == isTaken)
        if let scheme { try Signing.verify(scheme, Signing.signed(scheme)) }
    }

    @Test func `the scheme of the manual verifies what it signs`() throws {
        let scheme = try Self.scheme(
            #"{"header":"x-signature","format":"t={timestamp},v1={signature}","#
                + #""content":"{timestamp}.{body}","algorithm":"hmac-sha256","encoding":"hex","#
                + #""secretEncoding":"utf8","timestamp":{"from":"signature","unit":"s"},"#
                + #""id":{"from":"header:x-delivery-id"}}"#
        )
        let delivery = try Signing.verify(scheme, Signing.signed(scheme))
        #expect(delivery.signedAt == Signing.now && delivery.deliveryID == "msg_1")
        #expect(delivery.signedID == nil)
    }
}
