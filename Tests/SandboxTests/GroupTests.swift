import Encodings
import HTTPTypes
import Sandbox
import Testing

@Suite struct `A sandboxed Checkly keeps check groups` {
    static let uri = "/v2/check-groups/7?autoAssignAlerts=false"

    private func bench(
        variables: [SandboxGroupVariable]? = nil,
        isOwnedByCode: Bool = false,
        _ change: (inout ChecklyFaults) -> Void = { _ in }
    ) async throws -> ChecklyBench {
        let bench = try await ChecklyBench {
            $0.secretReadsAs = .emptyString
            change(&$0)
        }
        let group = SandboxGroup(
            id: 7,
            name: "Shop",
            settings: ["muted": .bool(true), "localSetupScript": .string("setup()")],
            variables: variables,
            isOwnedByCode: isOwnedByCode
        )
        await bench.state.setGroup(group, account: ChecklyBench.account)
        return bench
    }

    private func body(_ count: Int) -> String {
        let items = (0..<count).map { #"{"key":"K\#($0)","value":"x"}"# }
        return #"{"name":"Shop","environmentVariables":[\#(items.joined(separator: ","))]}"#
    }

    private func group(of bench: ChecklyBench) async -> SandboxGroup? {
        await bench.state.group(7, account: ChecklyBench.account)
    }

    @Test func `PUT replaces all variables`() async throws {
        let old = SandboxGroupVariable(key: "OLD", variable: StoredVariable(value: "x"))
        let bench = try await bench(variables: [old])
        for path in ["/v1", "/v2"] {
            let uri = path + "/check-groups/7?autoAssignAlerts=false"
            let reply = try await bench.ask(.put, uri, body(2))
            #expect(reply.status == 200)
            #expect(await group(of: bench)?.variables?.map(\.key) == ["K0", "K1"])
        }
        #expect(await bench.state.alertViolations == [])
    }

    @Test(arguments: ["", "?autoAssignAlerts=true"])
    func `PUT without autoAssignAlerts=false is recorded as a violation`(
        query: String
    ) async throws {
        let bench = try await bench()
        _ = try await bench.ask(.put, "/v2/check-groups/7\(query)", body(1))
        #expect(await bench.state.alertViolations.map(\.path) == ["/v2/check-groups/7"])
    }

    @Test(arguments: [(ChecklyFaults.GroupPutBehaviour.patchLike, true), (.defaultsApplied, false)])
    func `PUT keeps other settings, or resets them, as configured`(
        behaviour: ChecklyFaults.GroupPutBehaviour,
        keeps: Bool
    ) async throws {
        let bench = try await bench { $0.groupPutBehaviour = behaviour }
        _ = try await bench.ask(.put, Self.uri, body(1))
        let settings = try #require(await group(of: bench)).settings
        #expect(settings["muted"] == .bool(keeps))
        #expect(settings["localSetupScript"] == (keeps ? .string("setup()") : .null))
    }

    @Test(arguments: [50, 100, 200])
    func `one variable more than the limit is refused`(limit: Int) async throws {
        let bench = try await bench { $0.groupMaxItems = limit }
        #expect(try await bench.ask(.put, Self.uri, body(limit)).status == 200)
        #expect(try await bench.ask(.put, Self.uri, body(limit + 1)).status == 400)
        #expect(await group(of: bench)?.variables?.count == limit)
    }

    @Test(arguments: ["null", "\"\""], [ChecklyFaults.GroupBlankValue.rejects, .wipes])
    func `a variable without a value is refused, or wiped, as configured`(
        value: String,
        behaviour: ChecklyFaults.GroupBlankValue
    ) async throws {
        let secret = SandboxGroupVariable(
            key: "A",
            variable: StoredVariable(value: "hush", secret: true)
        )
        let bench = try await bench(variables: [secret]) { $0.groupBlankValue = behaviour }
        let reply = try await bench.ask(
            .put,
            Self.uri,
            #"{"name":"Shop","environmentVariables":[{"key":"A","value":\#(value),"secret":true}]}"#
        )
        #expect(reply.status == (behaviour == .rejects ? 400 : 200))
        let kept = await group(of: bench)?.variables?.first?.variable.value
        #expect(kept == (behaviour == .rejects ? "hush" : ""))
    }

    @Test func `no variables read as null, and secrets without their value`() async throws {
        let none = try await bench()
        let reply = try await none.ask(.get, "/v1/check-groups/7")
        #expect(reply.json["environmentVariables"] == .null)
        let secret = SandboxGroupVariable(
            key: "A",
            variable: StoredVariable(value: "hush", secret: true)
        )
        // Checkly describes this value as a string only; it reads back as null all the same.
        let some = try await bench(variables: [secret]) { $0.secretReadsAs = .null }
        let read = try await some.ask(.get, "/v1/check-groups/7", fitsSchema: false)
        #expect(read.json["environmentVariables"].items.map { $0["value"] } == [.null])
    }

    @Test(arguments: [true, false])
    func `a group says whether code owns it`(isOwned: Bool) async throws {
        let bench = try await bench(isOwnedByCode: isOwned)
        let reply = try await bench.ask(.get, "/v1/check-groups/7")
        #expect((reply.json["projectBindings"]["owner"] != .null) == isOwned)
    }

    @Test func `groups are listed, found by name, and missing ones are 404`() async throws {
        let bench = try await bench()
        #expect(try await bench.ask(.get, "/v1/check-groups").json.items.count == 1)
        #expect(try await bench.ask(.get, "/v1/check-groups?name=X").json.items.isEmpty)
        #expect(try await bench.ask(.get, "/v1/check-groups/8").status == 404)
        #expect(try await bench.ask(.put, "/v2/check-groups/8", body(1)).status == 404)
    }

    @Test func `v2 asks for the name, and either version for a text`() async throws {
        let bench = try await bench()
        let body = #"{"environmentVariables":[]}"#
        #expect(try await bench.ask(.put, Self.uri, body).status == 400)
        #expect(try await bench.ask(.put, "/v1/check-groups/7", body).status == 200)
        for version in ["v1", "v2"] {
            let uri = "/\(version)/check-groups/7"
            #expect(try await bench.ask(.put, uri, #"{"name":null}"#).status == 400)
        }
    }
}
