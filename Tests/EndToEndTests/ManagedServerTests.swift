import TestSupport
import Testing

/// What a service manager hears of a server that it runs.
@Suite(.timeLimit(.minutes(5))) struct ManagedServerTests {
    @Test func `a server says when it is ready, alive and stopping`() async throws {
        let address = temporaryPath("notify")
        let manager = try #require(NotifySocket(address))
        let server = try await ServerProcess(
            data: temporaryPath("managed"),
            environment: ["NOTIFY_SOCKET": address, "WATCHDOG_USEC": "400000"]
        )
        var heard: [String] = []
        /// What is heard until a message comes.
        func hear(_ last: String) {
            while let next = manager.next() {
                heard.append(next)
                if next == last { break }
            }
        }
        hear("READY=1")
        hear("WATCHDOG=1")
        _ = await server.stop()
        hear("STOPPING=1")
        #expect(Set(heard) == ["READY=1", "WATCHDOG=1", "STOPPING=1"])
        #expect(heard.last == "STOPPING=1")
    }
}
