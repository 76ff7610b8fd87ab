import ChecklyClient
import OutboundHTTP
import Sandbox
import SyncModel
import Testing

@Suite(.timeLimit(.minutes(10))) struct GroupReadingTests {
    @Test(arguments: [ChecklyFaults.SecretDisplay.null, .emptyString])
    func `variables come in their order and a secret has no value`(
        reading: ChecklyFaults.SecretDisplay
    ) async throws {
        var faults = ChecklyFaults.none
        faults.secretReadsAs = reading
        let variables: [SandboxGroupVariable] = [
            .plain("Z", "26"), .secret("S", "hush"), .plain("A", "1"), .plain("Z", "again"),
        ]
        try await GroupBench.run(faults, variables: variables) { bench in
            let group = try await bench.snapshot()
            #expect(group.id == "7")
            #expect(group.name == "Shop")
            #expect(
                group.variables == [
                    .plain("Z", "26"), .secret("S", nil), .plain("A", "1"), .plain("Z", "again"),
                ]
            )
            #expect(bench.wire.requests.map(\.url) == [bench.baseURL + "/v1/check-groups/7"])
        }
    }

    @Test(arguments: [true, false])
    func `a group says which project of the Checkly CLI owns it`(isOwned: Bool) async throws {
        try await GroupBench.run(isOwnedByCode: isOwned) { bench in
            let group = try await bench.snapshot()
            #expect(group.owner == (isOwned ? "monitoring" : nil))
            #expect(group.variables.isEmpty)
        }
    }

    @Test func `a group that is not there is none`() async throws {
        try await GroupBench.run { bench in
            for id in ["8", "x/../7", ".."] {
                let group = try await bench.client().group(id, account: GroupBench.account)
                #expect(group == nil)
            }
        }
    }

    @Test(arguments: [
        (#"{"id":7,"name":"G","environmentVariables":null}"#, []),
        (entry(#""value":null"#), [nil]), (entry(#""value":"""#), [nil]),
        (entry(#""value":" \n""#), [nil]), (entry(#""locked":true"#), [nil]),
        (entry(#""value":"x","secret":true"#), [nil]), (entry(#""value":"x""#), ["x"]),
    ])
    func `only a value that is shown and may be sent again is known`(
        body: String,
        values: [String?]
    ) async throws {
        let server = ScriptedServer([OutboundResponse(200, body)])
        let group = try await server.client().group("7", account: "a")
        #expect(group?.variables.map { $0.value?.reveal() } == values)
    }

    @Test(arguments: [
        "", "<html>", "[]", #"{"id":7}"#, #"{"name":"G"}"#, #"{"id":"7","name":"G"}"#,
        #"{"id":8,"name":"G"}"#, #"{"id":7,"name":"G"}"#,
        #"{"id":7,"name":"G","environmentVariables":{}}"#,
        #"{"id":7,"name":"G","environmentVariables":[{"value":"x"}]}"#,
    ])
    func `what is no such group is an error`(body: String) async throws {
        let server = ScriptedServer([OutboundResponse(200, body)])
        let error = await #expect(throws: ChecklyError.self) {
            try await server.client().group("7", account: "a")
        }
        #expect(error?.code == "checkly-answer")
    }

    @Test(arguments: [
        (#"{"project":{"name":"shop","logicalId":"l"}}"#, "shop"),
        (#"{"project":{"logicalId":"l"}}"#, "l"), ("{}", "a project"), ("true", "a project"),
        ("null", nil),
    ])
    func `an owner is seen in whatever form it is told`(
        owner: String,
        name: String?
    ) async throws {
        let body =
            #"{"id":7,"name":"G","environmentVariables":[],"projectBindings":{"owner":\#(owner)}}"#
        let group = try await ScriptedServer([OutboundResponse(200, body)])
            .client().group("7", account: "a")
        #expect(try #require(group).owner == name)
    }

    @Test func `no way of printing a group shows a value or a setting`() async throws {
        let variables: [SandboxGroupVariable] = [.plain("K", "c4n4ry")]
        try await GroupBench.run(variables: variables) { bench in
            let group = try await bench.snapshot()
            var dumped = ""
            dump(group, to: &dumped)
            for text in ["\(group)", String(reflecting: group), dumped] {
                #expect(!text.contains("c4n4ry"))
                #expect(text.contains("Shop") && text.contains("<secret>"))
                #expect(text.contains("<settings>"))
            }
        }
    }

    private static func entry(_ members: String) -> String {
        #"{"id":7,"name":"G","environmentVariables":[{"key":"A",\#(members)}]}"#
    }
}
