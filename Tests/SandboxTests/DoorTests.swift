import Encodings
import HTTPTypes
import Sandbox
import Testing

@Suite struct `A sandboxed Checkly has a door of its own` {
    @Test func `it shows variables with their values, and asks for no key`() async throws {
        let bench = try await ChecklyBench()
        await bench.set("A", StoredVariable(value: "seen", secret: true))
        let reply = try await bench.ask(.get, "/sandbox/variables", key: nil)
        let items = reply.json[ChecklyBench.account].items
        #expect(items.map { $0["value"] } == [.string("seen")])
        #expect(items.map { $0["secret"] } == [.bool(true)])
    }

    @Test func `it sets every switch, and clears what is not given`() async throws {
        let bench = try await ChecklyBench()
        let body = #"""
            {"listing":"ignoresPaging","sendsContentRange":false,"secretReadsAs":"emptyString",
             "flagsReadAs":"null",
             "postBlankAnswer":400,"unsetSecretAnswer":"badRequest","notFoundHasMessage":false,
             "wrongAccountAnswer":404,"requestLimitPerWindow":{"count":5,"windowSeconds":60},
             "retryAfterSeconds":3,"latencyMilliseconds":1,"groupMaxItems":50,
             "groupPutBehaviour":"defaultsApplied","groupBlankValue":"wipes",
             "groupUnknownField":"rejects",
             "failures":[{"kind":"status","status":502,"method":"PUT","key":"A","times":2},
                         {"kind":"dropAfterApply"}]}
            """#
        var expected = ChecklyFaults.none
        expected.listing = .ignoresPaging
        expected.sendsContentRange = false
        expected.secretReadsAs = .emptyString
        expected.flagsReadAs = .null
        expected.postBlankAnswer = 400
        expected.unsetSecretAnswer = .badRequest
        expected.notFoundHasMessage = false
        expected.wrongAccountAnswer = 404
        expected.requestLimitPerWindow = RequestLimit(count: 5, window: .seconds(60))
        expected.retryAfterSeconds = 3
        expected.latency = .milliseconds(1)
        expected.groupMaxItems = 50
        expected.groupPutBehaviour = .defaultsApplied
        expected.groupBlankValue = .wipes
        expected.groupUnknownField = .rejects
        expected.failures = [
            Fault(.status(502), method: "PUT", key: "A", times: 2), Fault(.dropAfterApply),
        ]
        #expect(try await bench.ask(.put, "/sandbox/faults", body).status == 204)
        #expect(await bench.state.faults == expected)
        #expect(try await bench.ask(.put, "/sandbox/faults", "{}").status == 204)
        #expect(await bench.state.faults == .none)
        #expect(try await bench.ask(.put, "/sandbox/faults", #"{"listing":1}"#).status == 400)
    }

    @Test func `it makes accounts and groups, which every key then sees`() async throws {
        let bench = try await ChecklyBench()
        await bench.set("A", StoredVariable(value: "kept", secret: true))
        func put(_ path: String, _ body: String) async throws -> Reply {
            try await bench.ask(.put, "/sandbox/" + path, body, key: nil)
        }
        #expect(try await put("accounts", #"{"id":"new","name":"New"}"#).status == 200)
        let named = #"{"id":"\#(ChecklyBench.account)","name":"Other"}"#
        #expect(try await put("accounts", named).status == 200)
        let variables = try await bench.ask(.get, "/sandbox/variables", key: nil).json
        #expect(variables[ChecklyBench.account].items.map { $0["value"] } == [.string("kept")])
        let names = try await bench.ask(.get, "/v1/accounts").json.items.map { $0["name"] }
        #expect(names.contains(.string("New")) && names.contains(.string("Other")))
        let group = try await put("groups", #"{"account":"new","name":"Shop"}"#)
        #expect(group.json["id"] == .integer(1))
        let next = try await put("groups", #"{"account":"new","name":"Till"}"#)
        #expect(next.json["id"] == .integer(2))
        #expect(await bench.state.group(1, account: "new")?.name == "Shop")
        for (path, body, status) in [
            ("accounts", "{}", 400), ("accounts", #"{"id":""}"#, 400), ("groups", "{}", 400),
            ("groups", #"{"account":"none","name":"n"}"#, 404),
        ] {
            #expect(try await put(path, body).status == status, "\(path) \(body)")
        }
    }

    @Test func `it counts requests, without its own`() async throws {
        let bench = try await ChecklyBench()
        _ = try await bench.ask(.get, "/v1/variables")
        _ = try await bench.ask(.delete, "/v1/variables/A")
        let counts = try await bench.ask(.get, "/sandbox/requests").json
        #expect(counts["total"] == .integer(2))
        #expect(counts["writes"] == .integer(1))
        #expect(counts["byStatus"] == .object(["200": .integer(1), "404": .integer(1)]))
    }
}
