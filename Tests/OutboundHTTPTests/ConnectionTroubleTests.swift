@testable import OutboundHTTP
import Testing

/// Failures to connect say where and why, without the names of types.
@Suite(.timeLimit(.minutes(10))) struct ConnectionTroubleTests {
    @Test func `a connection that does not come about says why`() async throws {
        let (url, reason) = ("http://127.0.0.1:1/", "connection refused")
        let transport = AsyncHTTPClientTransport()
        var failure: TransportError?
        do throws(TransportError) {
            _ = try await transport.send(OutboundRequest(method: "GET", url: url))
        } catch {
            failure = error
        }
        await transport.shutdown()
        let found = try #require(failure)
        #expect(found.description.contains(reason), "\(found)")
        for raw in ["NIO", "Error", "IOError", "errno"] {
            #expect(!found.description.contains(raw), "\(found)")
        }
    }
}
