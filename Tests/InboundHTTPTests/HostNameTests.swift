import InboundHTTP
import Testing

@Suite struct HostNameTests {
    @Test(arguments: [
        ("localhost", "localhost"), ("LocalHost:8081", "localhost"), ("a.example.", "a.example"),
        ("127.0.0.1:1", "127.0.0.1"), ("[::1]:8081", "::1"), ("[::1]", "::1"), ("a_b", "a_b"),
    ])
    func `a name is read without case, port and brackets`(text: String, name: String) {
        let host = HostName(Array(text.utf8))
        #expect(host.map { String(decoding: $0.bytes, as: UTF8.self) } == name)
    }

    @Test(arguments: [
        "", ":80", ".", "a:b", "a:123456", "a b", "a/b", "user@a", "[::1", "[a]", "[::1]x", "::1",
        "a,b", "é", "a\u{0}", "a\u{301}", "[", "]", "a[1]",
    ])
    func `everything else is no name`(text: String) {
        #expect(HostName(Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("127.0.0.1", [127, 0, 0, 1]), ("::ffff:10.0.0.1", [10, 0, 0, 1]),
        ("::1", [UInt8](repeating: 0, count: 15) + [1]),
    ])
    func `an address is the same in every way of writing it`(text: String, bytes: [UInt8]) {
        #expect(IPAddress(text)?.bytes == bytes)
    }

    @Test(arguments: [
        "", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4 ", "g::", "1.2.3.4\u{301}",
    ])
    func `other text is no address`(text: String) {
        #expect(IPAddress(text) == nil)
    }
}

@Suite struct TrustedProxyTests {
    private static let proxies = TrustedProxies(["10.0.0.0/8", "192.0.2.1", "2001:db8::/32"])

    /// Who sent it, from a peer with some headers.
    private func client(_ peer: String, _ headers: [(String, String)]) -> String? {
        Self.proxies?.client(of: peer, headers.map { (name: $0.0, value: $0.1) })
    }

    @Test func `without a trusted peer nothing that a header says counts`() {
        #expect(client("198.51.100.7", [("x-forwarded-for", "1.2.3.4")]) == "198.51.100.7")
        #expect(client("11.0.0.1", [("forwarded", "for=1.2.3.4")]) == "11.0.0.1")
        let none = TrustedProxies.none.client(
            of: "10.0.0.1",
            [(name: "x-forwarded-for", value: "1.2.3.4")]
        )
        #expect(none == "10.0.0.1")
    }

    @Test(arguments: [
        // What the sender wrote itself stands further left and is not believed.
        (["6.6.6.6, 198.51.100.7, 10.0.0.2"], "198.51.100.7"),
        (["6.6.6.6", "198.51.100.7,10.0.0.2"], "198.51.100.7"),
        (["198.51.100.7:4711"], "198.51.100.7"),
        (["[2001:db9::7]:443"], "2001:db9::7"),
        (["2001:db8::7, 10.1.1.1"], "2001:db8::7"),
        (["10.0.0.9"], "10.0.0.9"),
        // Behind what is no address nothing is believed.
        (["198.51.100.7, nonsense, 10.0.0.2"], "10.0.0.2"),
        (["nonsense"], "10.0.0.1"), ([""], "10.0.0.1"), ([",,"], "10.0.0.1"),
        (["1.2.3.4" + String(repeating: "\u{301}\u{323}", count: 4000)], "10.0.0.1"),
        ([String(repeating: "10.0.0.2,", count: 1000)], "10.0.0.2"),
    ])
    func `X-Forwarded-For is read from the right, as far as proxies are trusted`(
        values: [String],
        client expected: String
    ) {
        #expect(client("10.0.0.1", values.map { ("X-Forwarded-For", $0) }) == expected)
    }

    @Test(arguments: [
        ("for=198.51.100.7", "198.51.100.7"),
        (#"for="[2001:db9::7]:443";proto=https"#, "2001:db9::7"),
        ("For=6.6.6.6, proto=https;for=198.51.100.7, for=10.0.0.3", "198.51.100.7"),
        ("for=unknown", "10.0.0.1"), ("for=_hidden, for=10.0.0.3", "10.0.0.3"),
        ("proto=https", "10.0.0.1"),
    ])
    func `Forwarded is read likewise`(value: String, client expected: String) {
        #expect(client("10.0.0.1", [("forwarded", value)]) == expected)
    }

    @Test(arguments: ["10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "x", "::/129", "10.0.0.0/-1", "/8"])
    func `what is no range is refused`(text: String) {
        #expect(TrustedProxies([text]) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/9", "10.128.0.1", false),
        ("0.0.0.0/0", "8.8.8.8", true), ("::/0", "8.8.8.8", false),
        ("192.0.2.128/25", "192.0.2.129", true), ("192.0.2.128/25", "192.0.2.1", false),
        ("::ffff:10.0.0.1", "10.0.0.1", true),
    ])
    func `a range holds the addresses that begin alike`(range: String, peer: String, holds: Bool) {
        let found = TrustedProxies([range])?
            .client(of: peer, [(name: "x-forwarded-for", value: "203.0.113.1")])
        #expect(found == (holds ? "203.0.113.1" : peer))
    }
}
