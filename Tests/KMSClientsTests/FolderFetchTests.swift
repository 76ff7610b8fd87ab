import Encodings
import OutboundHTTP
import KMSClients
import SyncModel
import TestSupport
import Testing

extension KMSClient {
    /// Every key with its value in the clear.
    fileprivate func values() async throws -> [String: String] {
        let secrets = try await fetch(folder).secrets.map { ($0.key, $0.value.reveal()) }
        return Dictionary(uniqueKeysWithValues: secrets)
    }
}

@Suite struct FolderFetchTests {
    @Test func `a folder is asked for whole, with imports and references, each text encoded`()
        async throws
    {
        let kms = ScriptedKMS(v3: .list())
        _ = try await kms.client().fetch(folder)
        let address = kms.requests.last?.url
        #expect(
            address == "http://kms.test/api/v3/secrets/raw?workspaceId=p%201&environment=dev"
                + "&secretPath=%2Fa%26b&viewSecretValue=true&expandSecretReferences=true"
                + "&include_imports=true&recursive=false"
        )
    }

    @Test func `version 4 of the API is asked with the project's id`() async throws {
        let kms = ScriptedKMS([ScriptedKMS.login: [.token(1)], "/api/v4/secrets": [.list()]])
        _ = try await kms.client(.infisicalV4).fetch(folder)
        #expect(kms.requests.last?.url.contains("/api/v4/secrets?projectId=p%201&") == true)
    }

    @Test func `own secrets win, then later imports over earlier ones; personal ones are left out`()
        async throws
    {
        func imported(_ path: String, _ secrets: String...) -> String {
            #"{"secretPath":"\#(path)","environment":"dev","secrets":["#
                + secrets.joined(separator: ",") + "]}"
        }
        let kms = ScriptedKMS(
            v3: .list(
                secret("OWN", "own"),
                secret("MINE", "personal", type: "personal"),
                imports: imported("/first", secret("OWN", "1"), secret("BOTH", "1"))
                    + ","
                    + imported("/second", secret("BOTH", "2"), secret("MINE", "2"))
            )
        )
        let client = kms.client()
        #expect(try await client.values() == ["OWN": "own", "BOTH": "2", "MINE": "2"])
        #expect(try await client.fetch(folder).imports.map(\.secretPath) == ["/first", "/second"])
    }

    @Test(arguments: [
        (
            OutboundResponse.list(secret("A", "<hidden-by-infisical>", isHidden: true)),
            FetchError.valuesHidden(keys: ["A"])
        ),
        (.list(secret("A", "<hidden-by-infisical>")), .valuesHidden(keys: ["A"])),
        (.list(secret("A", "x-${dev.b.C}")), .unresolvedReferences(keys: ["A"])),
        (OutboundResponse(404, "{}"), .folderMissing),
        (OutboundResponse(403, "{}"), .forbidden(status: 403)),
        (OutboundResponse(429, "{}"), .rateLimited),
        (OutboundResponse(502, "<html>"), .unavailable(status: 502)),
        (OutboundResponse(302, ""), .redirected(status: 302)),
    ])
    func `an answer that does not show the folder whole is an error`(
        answer: OutboundResponse,
        error: FetchError
    ) async {
        let client = ScriptedKMS(v3: answer).client()
        await #expect(throws: error) { _ = try await client.fetch(folder) }
    }

    @Test(arguments: [
        "", "env:Production", "f/app", String(repeating: "k", count: 256), #"a\u0085b"#,
        #"a\nb"#,
    ])
    func `a secret whose name cannot be taken is left out, and the others are read`(
        key: String
    ) async throws {
        let kms = ScriptedKMS(v3: .list(secret("A", "1"), secret(key, "2"), secret("B", "3")))
        let reading = try await kms.client().fetch(folder)
        #expect(reading.secrets.map(\.key) == ["A", "B"])
        #expect(reading.leftOut.count == 1)
    }

    @Test(arguments: KMSAccess.API.allCases)
    func `a value that is too large is left out and named`(api: KMSAccess.API) async throws {
        let large = String(repeating: "v", count: 65_537)
        let list = OutboundResponse.list(secret("A", "1"), secret("L", large))
        let kms = ScriptedKMS([
            ScriptedKMS.login: [.token(1)], ScriptedKMS.hanzoLogin: [.token(1)],
            "/api/v3/secrets/raw": [list], "/api/v4/secrets": [list],
            "/v1/kms/secrets": [
                OutboundResponse(200, #"{"names":["A","L","f/app"],"total":3}"#)
            ],
            "/v1/kms/secrets/a%26b/A": [OutboundResponse(200, #"{"name":"A","value":"1"}"#)],
            "/v1/kms/secrets/a%26b/L": [
                OutboundResponse(200, #"{"name":"L","value":"\#(large)"}"#)
            ],
        ])
        let reading = try await kms.client(api).fetch(folder)
        #expect(reading.secrets.map(\.key) == ["A"])
        #expect(reading.leftOut.map(\.key) == (api == .hanzoV1 ? ["L", "f/app"] : ["L"]))
        #expect(
            reading.leftOut.first?.reason
                == "Its value has 65537 bytes; at most 65536 are accepted."
        )
    }

    @Test func `no beginning of an answer is taken for the whole`() async {
        let whole = OutboundResponse.list(secret("A", "1"), secret("B", "2"))
        for length in 0..<whole.body.count {
            let cut = OutboundResponse(status: 200, body: Array(whole.body.prefix(length)))
            let client = ScriptedKMS(v3: cut).client()
            await #expect(throws: FetchError.self) { _ = try await client.fetch(folder) }
        }
    }

    @Test func `an answer over the limit is an error, and the limit is told to the transport`()
        async
    {
        let large = OutboundResponse(status: 200, body: [UInt8](repeating: 0x20, count: 9 << 20))
        let kms = ScriptedKMS(v3: large)
        await #expect(throws: FetchError.transport(.responseTooLarge)) {
            _ = try await kms.client().fetch(folder)
        }
        #expect(kms.requests.last?.responseLimit == 8 << 20)
    }

    @Test func `no error repeats what the other side wrote, nor a value`() async {
        let answers: [OutboundResponse] = [
            OutboundResponse(500, "canary"), OutboundResponse(200, #"{"secrets":"canary"}"#),
            .list(secret("A", "canary-${X}")), OutboundResponse(200, "canary"),
        ]
        for answer in answers {
            do {
                _ = try await ScriptedKMS(v3: answer).client().fetch(folder)
                Issue.record("nothing was thrown")
            } catch {
                #expect(
                    !error.description.contains("canary")
                )
            }
        }
    }
}

@Suite struct HanzoReadingTests {
    private static let place = FolderPath.sample("/a b")

    private func kms(
        names: String,
        values: [String: OutboundResponse]
    ) -> ScriptedKMS {
        var answers = [
            ScriptedKMS.hanzoLogin: [OutboundResponse.token(1)],
            "/v1/kms/secrets": [OutboundResponse(200, names)],
        ]
        for (name, answer) in values { answers["/v1/kms/secrets/a%20b/\(name)"] = [answer] }
        return ScriptedKMS(answers)
    }

    @Test func `the names are read first and then each value`() async throws {
        let names = (1...20).map { "K\($0)" }
        let quoted = names.map { "\"\($0)\"" }.joined(separator: ",")
        let kms = kms(
            names: #"{"names":[\#(quoted)],"total":20,"secrets":[]}"#,
            values: Dictionary(
                uniqueKeysWithValues: names.map {
                    ($0, OutboundResponse(200, #"{"name":"\#($0)","value":"v \#($0)"}"#))
                }
            )
        )
        let reading = try await kms.client(.hanzoV1).fetch(Self.place)
        #expect(reading.secrets.map(\.key) == names.sorted())
        #expect(reading.secrets.allSatisfy { $0.value.reveal() == "v \($0.key)" })
        // One login, the names, and one request a value.
        #expect(kms.requests.count == 22)
    }

    @Test(arguments: [
        OutboundResponse(404, "{}"), OutboundResponse(500, "{}"), OutboundResponse(403, "{}"),
        OutboundResponse(200, #"{"name":"B"}"#), OutboundResponse(200, #"{"name":"C","value":""}"#),
        OutboundResponse(200, #"{"name":"B","value":"<hidden-by-infisical>"}"#),
        OutboundResponse(200, #"{"name":"B","value":"${A}"}"#),
    ])
    func `one value that is not read fails the whole folder`(answer: OutboundResponse) async {
        let kms = kms(
            names: #"{"names":["A","B"],"total":2}"#,
            values: ["A": OutboundResponse(200, #"{"name":"A","value":"1"}"#), "B": answer]
        )
        await #expect(throws: FetchError.self) {
            _ = try await kms.client(.hanzoV1).fetch(Self.place)
        }
    }

    @Test func `a list of names that is not whole is an error`() async {
        let kms = kms(
            names: #"{"names":["A"],"total":2}"#,
            values: ["A": OutboundResponse(200, #"{"name":"A","value":"1"}"#)]
        )
        await #expect(throws: FetchError.self) {
            _ = try await kms.client(.hanzoV1).fetch(Self.place)
        }
    }
}
