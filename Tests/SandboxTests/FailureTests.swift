import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Sandbox
import Testing

@Suite(.timeLimit(.minutes(10))) struct `A sandboxed Checkly fails as it is told` {
    @Test(arguments: [500, 502, 503])
    func `a broken server speaks HTML, once`(status: Int) async throws {
        let bench = try await ChecklyBench { $0.failures = [Fault(.status(status))] }
        let first = try await bench.ask(.get, "/v1/variables")
        let second = try await bench.ask(.get, "/v1/variables")
        #expect(first.status == status)
        #expect(first.body.hasPrefix("<!DOCTYPE html>"))
        #expect(second.status == 200)
    }

    @Test(arguments: [408, 429])
    func `a scripted refusal has no effect`(status: Int) async throws {
        let bench = try await ChecklyBench {
            $0.failures = [Fault(.status(status), method: "POST", key: "A", times: 2)]
        }
        let uri = "/v1/variables"
        #expect(try await bench.ask(.get, uri).status == 200)
        #expect(try await bench.ask(.post, uri, #"{"key":"B","value":"x"}"#).status == 201)
        for expected in [status, status, 201] {
            let reply = try await bench.ask(
                .post,
                uri,
                #"{"key":"A","value":"x"}"#,
                fitsSchema: expected == 201
            )
            #expect(reply.status == expected)
        }
    }

    @Test func `a failure after the write leaves the write`() async throws {
        let bench = try await ChecklyBench { $0.failures = [Fault(.statusAfterApply(500))] }
        let body = #"{"key":"A","value":"x"}"#
        #expect(try await bench.ask(.post, "/v1/variables", body).status == 500)
        #expect(try await bench.ask(.post, "/v1/variables", body).status == 409)
    }

    @Test(arguments: [(Fault.Kind.dropBeforeApply, false), (.dropAfterApply, true)])
    func `a dropped connection brings no answer`(kind: Fault.Kind, applies: Bool) async throws {
        let bench = try await ChecklyBench { $0.failures = [Fault(kind)] }
        try await bench.application.test(.live) { client in
            _ = await #expect(throws: (any Error).self) {
                _ = try await client.execute(
                    uri: "/v1/variables",
                    method: .post,
                    headers: [.authorization: "Bearer \(ChecklyBench.key)"],
                    body: ByteBuffer(string: #"{"key":"A","value":"x"}"#)
                )
            }
        }
        #expect((await bench.variable("A") != nil) == applies)
        #expect(await bench.state.requests.map(\.status) == [nil])
    }

    @Test func `the journal counts writes, whatever came of them`() async throws {
        let bench = try await ChecklyBench { $0.failures = [Fault(.status(500), method: "PUT")] }
        _ = try await bench.ask(.get, "/v1/variables")
        _ = try await bench.ask(.put, "/v1/variables/A", #"{"value":"x"}"#)
        _ = try await bench.ask(.delete, "/v1/variables/A")
        #expect(await bench.state.writeCount == 2)
        #expect(await bench.state.requests.map(\.status) == [200, 500, 404])
        await bench.state.forgetRequests()
        #expect(await bench.state.writeCount == 0)
    }
}
