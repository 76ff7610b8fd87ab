import Encodings
import HTTPTypes
import Sandbox
import Testing

@Suite struct `A sandboxed Checkly writes check groups` {
    private func bench(
        _ change: (inout ChecklyFaults) -> Void = { _ in }
    ) async throws -> ChecklyBench {
        let bench = try await ChecklyBench(change)
        let group = SandboxGroup(
            id: 7,
            name: "Shop",
            settings: ["muted": .bool(true), "concurrency": .integer(9)],
            variables: [SandboxGroupVariable(key: "A", variable: StoredVariable(value: "x"))]
        )
        await bench.state.setGroup(group, account: ChecklyBench.account)
        return bench
    }

    private func group(of bench: ChecklyBench) async throws -> SandboxGroup {
        try #require(await bench.state.group(7, account: ChecklyBench.account))
    }

    /// The defaults that Checkly describes for a PUT.
    private static func standards(_ version: String) throws -> [String: SandboxJSON] {
        let schemas = try OpenAPISchema.checkly.get().document["components"]["schemas"]
        let name = version == "v1" ? "CheckGroupUpdate" : "CheckGroupCreateOrUpdateV2"
        guard case .object(let fields) = schemas[name]["properties"] else { return [:] }
        return fields.compactMapValues { field in
            let target = field["$ref"].text?.split(separator: "/").last.map { String($0) }
            guard case .object(let members) = target.map({ schemas[$0] }) ?? field else {
                return nil
            }
            return members["default"]
        }
    }

    @Test(arguments: [("v1", true), ("v2", false)])
    func `each version fills in the defaults it describes`(
        version: String,
        doubleCheck: Bool
    ) async throws {
        let bench = try await bench { $0.groupPutBehaviour = .defaultsApplied }
        let uri = "/\(version)/check-groups/7?autoAssignAlerts=false"
        let reply = try await bench.ask(.put, uri, #"{"name":"New","muted":true}"#)
        #expect(reply.status == 200)
        let settings = try await group(of: bench).settings
        let standards = try Self.standards(version)
        #expect(standards.count > 10)
        for (name, standard) in standards where name != "muted" {
            #expect(settings[name] == standard, "\(name)")
        }
        #expect(settings["doubleCheck"] == .bool(doubleCheck))
        #expect(settings["muted"] == .bool(true))
        #expect(settings["name"] == .string("New"))
        #expect(try await group(of: bench).variables?.map(\.key) == ["A"])
    }

    @Test(arguments: [ChecklyFaults.GroupPutBehaviour.patchLike, .defaultsApplied])
    func `null keeps what is there, or takes it away, as configured`(
        behaviour: ChecklyFaults.GroupPutBehaviour
    ) async throws {
        let bench = try await bench { $0.groupPutBehaviour = behaviour }
        let body = #"{"name":"Shop","environmentVariables":null,"concurrency":null}"#
        _ = try await bench.ask(
            .put,
            "/v2/check-groups/7?autoAssignAlerts=false",
            body,
            fitsSchema: false
        )
        let group = try await group(of: bench)
        #expect(group.variables?.map(\.key) == (behaviour == .patchLike ? ["A"] : nil))
        #expect(group.settings["concurrency"] == (behaviour == .patchLike ? .integer(9) : .null))
    }

    @Test(arguments: ["id", "created_at", "updated_at", "projectBindings", "checks", "colour"])
    func `a field that is not described is refused, or has no effect, as configured`(
        field: String
    ) async throws {
        let body = #"{"name":"Shop","\#(field)":1}"#
        for answer in [ChecklyFaults.GroupUnknownField.ignores, .rejects] {
            let bench = try await bench { $0.groupUnknownField = answer }
            let old = try await group(of: bench).settings
            let reply = try await bench.ask(.put, "/v2/check-groups/7", body)
            #expect(reply.status == (answer == .rejects ? 400 : 200))
            #expect(try await group(of: bench).settings == old)
        }
    }

    @Test func `every field that Checkly describes may be set, and no other`() async throws {
        let schemas = try OpenAPISchema.checkly.get().document["components"]["schemas"]
        let bench = try await bench { $0.groupUnknownField = .rejects }
        guard
            case .object(let fields) = schemas["CheckGroupCreateOrUpdateV2"]["properties"],
            case .object(let shown) = schemas["CheckGroupRead"]["properties"]
        else {
            Issue.record("the description has no fields")
            return
        }
        for name in Set(fields.keys).union(shown.keys) where name != "name" {
            let body = #"{"name":"Shop","\#(name)":null}"#
            let reply = try await bench.ask(.put, "/v2/check-groups/7", body)
            #expect(reply.status == (fields[name] == nil ? 400 : 200), "\(name)")
        }
    }

    @Test(arguments: [("yes", 400), ("", 400), ("true", 200), ("false", 200)])
    func `autoAssignAlerts is true or false`(flag: String, status: Int) async throws {
        let bench = try await bench()
        let uri = "/v2/check-groups/7?autoAssignAlerts=\(flag)"
        #expect(try await bench.ask(.put, uri, #"{"name":"Shop"}"#).status == status)
    }

    @Test func `every write moves the time of the last one`() async throws {
        let bench = try await bench()
        var times: Set<String> = []
        for _ in 0..<3 {
            let read = try await bench.ask(.get, "/v1/check-groups/7")
            times.insert(read.json["updated_at"].text ?? "never")
            _ = try await bench.ask(.put, "/v2/check-groups/7", #"{"name":"Shop"}"#)
        }
        #expect(times.count == 3)
        #expect(times.contains("never"))
    }

    @Test func `only a list tells of a group's checks`() async throws {
        let bench = try await bench()
        let list = try await bench.ask(.get, "/v1/check-groups")
        #expect(list.json.items.map { $0["checks"] } == [.array([])])
        #expect(try await bench.ask(.get, "/v1/check-groups/7").json["checks"] == .null)
    }
}
