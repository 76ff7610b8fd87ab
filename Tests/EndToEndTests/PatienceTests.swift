import AdminClient
import Encodings
import TestSupport
import Testing

/// How long a command waits for an answer.
@Suite(.timeLimit(.minutes(10))) struct PatienceTests {
    @Test func `what takes long on a large log is waited for, and nothing else`() async throws {
        let server = try await Receiver()
        server.hold(true)
        let api = AdminAPI(
            server: "http://127.0.0.1:\(server.port)",
            token: "t",
            patience: .milliseconds(200)
        )
        async let rotation = api.rotateMasterKey()
        async let replay = api.replay()
        try await eventually("both are asked") { server.requests.count == 2 }
        // Meanwhile the patience with all others is over.
        let error = await #expect(throws: AdminClientError.self) {
            _ = try await api.rotateCheckpointKey()
        }
        guard case .unreachable(_, let reason)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("in time"))
        server.hold(false)
        // Answers that say nothing, but answers.
        #expect(try await [rotation, replay] == [.null, .null])
    }
}
