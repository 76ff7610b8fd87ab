import OutboundHTTP
import Testing

@Suite struct OutboundProxiesTests {
    private static func host(
        _ url: String,
        _ environment: [String: String]
    ) throws -> String? {
        try OutboundProxies(environment: environment).server(for: url)
            .map { "\($0.host):\($0.port) \($0.credentials ?? "-")" }
    }

    @Test(
        arguments: [
            ("https://a.example/x", ["HTTPS_PROXY": "http://p:1"], "p:1 -"),
            ("http://a.example/x", ["HTTPS_PROXY": "http://p:1"], nil),
            ("http://a.example", ["HTTP_PROXY": "p:1"], "p:1 -"),
            ("https://a.example", ["HTTP_PROXY": "p:1"], nil),
            ("https://a.example", ["ALL_PROXY": "http://p"], "p:3128 -"),
            (
                "https://a.example", ["https_proxy": "http://low:1", "HTTPS_PROXY": "http://up:2"],
                "low:1 -"
            ),
            ("https://a.example", ["HTTPS_PROXY": "http://u:p%40ss@p:1/"], "p:1 u:p@ss"),
            ("https://a.example", ["HTTPS_PROXY": "http://[::1]:1"], "::1:1 -"),
            ("https://a.example", ["HTTPS_PROXY": ""], nil), ("https://a.example", [:], nil),
            // This machine is never asked for through another.
            ("https://localhost:9/x", ["HTTPS_PROXY": "http://p:1"], nil),
            ("https://127.1.2.3/x", ["HTTPS_PROXY": "http://p:1"], nil),
            ("https://[::1]/x", ["HTTPS_PROXY": "http://p:1"], nil),
            ("https://128.0.0.1/x", ["HTTPS_PROXY": "http://p:1"], "p:1 -"),
        ] as [(String, [String: String], String?)]
    )
    func `the environment says through which proxy an address is reached`(
        url: String,
        environment: [String: String],
        proxy: String?
    ) throws {
        #expect(try Self.host(url, environment) == proxy)
    }

    @Test(arguments: [
        ("a.example", "https://a.example", true), ("a.example", "https://b.a.example", true),
        (".a.example", "https://b.a.example", true), ("*.a.example", "https://b.a.example", true),
        ("a.example", "https://ba.example", false), ("A.Example", "https://a.EXAMPLE", true),
        ("*", "https://a.example", true), ("x, a.example ,y", "https://a.example", true),
        ("a.example:443", "https://a.example", true), ("a.example:80", "https://a.example", false),
        ("a.example:8443", "https://a.example:8443", true),
        ("10.0.0.0/8", "https://10.1.2.3", true),
        ("10.0.0.0/8", "https://11.1.2.3", false), ("10.0.0.0/8", "https://ten.example", false),
        ("10.1.2.3", "https://10.1.2.3:9/x", true), ("0.0.0.0/0", "https://9.9.9.9", true),
        ("10.1.2.3/32", "https://10.1.2.4", false), ("10.0.0.0/99", "https://10.0.0.1", false),
        (".svc,.cluster.local", "https://kms.ns.svc", true), ("", "https://a.example", false),
        ("[fd00::1]", "https://[fd00::1]/x", true),
    ])
    func `what NO_PROXY names is reached without one`(
        exceptions: String,
        url: String,
        isDirect: Bool
    ) throws {
        let environment = ["HTTPS_PROXY": "http://p:1", "NO_PROXY": exceptions]
        #expect(try (Self.host(url, environment) == nil) == isDirect)
    }

    @Test(arguments: [
        "https://p:1", "socks5://p:1", "http://", "p:0", "p:99999", "http://p:x", "a b",
    ])
    func `what is no HTTP proxy is refused, and what it holds not repeated`(text: String) {
        #expect(throws: OutboundProxies.Malformed(name: "HTTPS_PROXY")) {
            try OutboundProxies(environment: ["HTTPS_PROXY": text])
        }
    }

    @Test func `what does not go by itself says what to do`() {
        for problem in [TLSProblem.notTrusted, .otherName, .notSpoken] {
            #expect(TransportError.tls(problem).hint == problem.hint)
        }
        #expect(TransportError.timedOut.hint == nil)
        #expect(TLSProblem.notTrusted.hint.contains("CHECKLY_SYNC_CA_FILE"))
    }
}
