import Projection
import Sandbox
import SyncEngine
import SyncModel
import Testing

/// What something else than Checkly's API answers to a write leaves its key in doubt.
@Suite(.timeLimit(.minutes(10))) struct HostileAnswerTests {
    private static let bodies = [
        "", "{}", "null", "[]", "<html><h1>Hello</h1></html>", #"{"key":"A","val"#,
        #"{"key":"OTHER","value":"2","locked":true,"secret":true}"#,
        #"{"key":"A","value":"1","locked":true,"secret":true}"#,
        #"{"key":"A","value":2,"locked":true,"secret":true}"#,
        #"{"key":"A","value":"2","locked":true,"secret":false}"#,
    ]
    private static let answers =
        bodies.map { (200, $0) }
        + [
            (201, #"{"key":"A","value":"2","locked":true,"secret":true}"#), (202, ""), (204, ""),
            (302, ""), (404, "<html>not here</html>"),
        ]

    private func begin(_ bench: EngineBench) async throws -> EngineSession {
        let session = try await bench.start()
        try await session.addConnection()
        try await session.addSync()
        try await session.set(["A": "1"])
        await session.pushed()
        return session
    }

    /// The outcomes of a key in the log, oldest first.
    private func outcomes(of key: String, _ session: EngineSession) throws -> [String] {
        try session.events()
            .compactMap { event in
                switch event.body {
                case .push(.variableWritten(let variable)) where variable.key == key: "written"
                case .push(.variableDeleted(let variable)) where variable.key == key: "deleted"
                case .push(.variableFailed(let variable, _)) where variable.key == key: "failed"
                default: nil
                }
            }
    }

    @Test(arguments: answers)
    func `a value is written again until Checkly shows it`(status: Int, body: String) async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        await bench.checkly.script(Fault(.answer(status, body), method: "PUT", key: "A", times: 2))
        try await session.set(["A": "2"])
        await session.pushed()
        #expect(await bench.values() == ["A": "2"])
        #expect(try outcomes(of: "A", session) == ["written", "failed", "failed", "written"])
        await session.stop()
    }

    @Test(arguments: [200, 202, 204, 301])
    func `a variable is made again until Checkly shows it`(status: Int) async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        await bench.checkly.script(Fault(.answer(status, "{}"), method: "POST", times: 2))
        try await session.set(["B": "2"])
        await session.pushed()
        #expect(await bench.values() == ["A": "1", "B": "2"])
        #expect(try outcomes(of: "B", session) == ["failed", "failed", "written"])
        await session.stop()
    }

    @Test(arguments: [200, 201, 202, 303, 404])
    func `a variable is deleted again until Checkly says that it is gone`(
        status: Int
    ) async throws {
        let bench = try await EngineBench()
        let session = try await begin(bench)
        await bench.checkly.script(
            Fault(.answer(status, "<html></html>"), method: "DELETE", times: 2)
        )
        try await session.set(["A": nil])
        await session.pushed()
        #expect(await bench.values() == [:])
        #expect(try outcomes(of: "A", session) == ["written", "failed", "failed", "deleted"])
        await session.stop()
    }

    @Test(arguments: answers)
    func `a group is written again until Checkly shows it`(status: Int, body: String) async throws {
        let bench = try await EngineBench()
        let session = try await bench.startWithGroup()
        await bench.checkly.script(Fault(.answer(status, body), method: "PUT", times: 5))
        try await session.set(["A": "2"])
        await session.pushed()
        let group = await bench.checkly.group(7, account: EngineBench.account)
        #expect(group?.variables?.map(\.variable.value) == ["2"])
        #expect(try outcomes(of: "A", session) == ["written", "failed", "written"])
        await session.stop()
    }

    @Test func `half a group is not written over`() async throws {
        let bench = try await EngineBench()
        let session = try await bench.startWithGroup()
        _ = await bench.takeRequests()
        await bench.checkly.script(
            Fault(.answer(200, #"{"id":7,"name":"checks"}"#), method: "GET", times: 1)
        )
        try await session.set(["A": "2"])
        await session.pushed()
        let asked = await bench.checkly.requests.map(\.method)
        #expect(asked == ["GET", "GET", "GET", "PUT", "GET"])
        await session.stop()
    }
}
