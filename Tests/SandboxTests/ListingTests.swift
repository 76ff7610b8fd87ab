import Encodings
import HTTPTypes
import Sandbox
import Testing

@Suite struct `A sandboxed Checkly lists variables` {
    private func bench(
        _ count: Int,
        _ change: (inout ChecklyFaults) -> Void = { _ in }
    ) async throws -> ChecklyBench {
        let bench = try await ChecklyBench(change)
        for number in 0..<count {
            await bench.set("KEY_\(1000 + number)", StoredVariable(value: "x"))
        }
        return bench
    }

    @Test func `250 variables come as pages of 100, 100 and 50`() async throws {
        let bench = try await bench(250)
        let ranges = ["0-99/250", "100-199/250", "200-249/250", "*/250"]
        var keys: Set<String> = []
        for (page, range) in zip(1..., ranges) {
            let reply = try await bench.ask(.get, "/v1/variables?limit=100&page=\(page)")
            #expect(reply[header: "content-range"] == range)
            #expect(reply[header: "link"]?.contains("rel=\"last\"") == true)
            #expect(reply[header: "link"]?.contains("rel=\"next\"") == (page < 3))
            keys.formUnion(reply.json.items.compactMap { $0["key"].text })
        }
        #expect(keys.count == 250)
    }

    @Test func `an older server sends the whole list every time`() async throws {
        let bench = try await bench(250) { $0.listing = .ignoresPaging }
        for page in 1...3 {
            let reply = try await bench.ask(.get, "/v1/variables?limit=100&page=\(page)")
            #expect(reply.json.items.count == 250)
            #expect(reply[header: "content-range"] == nil)
        }
    }

    @Test func `a server that ignores only the limit sends one full page`() async throws {
        let bench = try await bench(250) { $0.listing = .ignoresLimitOnly }
        for (page, count) in [(1, 250), (2, 0)] {
            let reply = try await bench.ask(.get, "/v1/variables?limit=100&page=\(page)")
            #expect(reply.json.items.count == count)
        }
    }

    @Test func `without a limit ten variables come`() async throws {
        let bench = try await bench(11)
        #expect(try await bench.ask(.get, "/v1/variables").json.items.count == 10)
    }

    @Test func `the range can be left out`() async throws {
        let bench = try await bench(1) { $0.sendsContentRange = false }
        let reply = try await bench.ask(.get, "/v1/variables")
        #expect(reply[header: "content-range"] == nil)
        #expect(reply[header: "link"] == nil)
    }

    @Test(arguments: [
        "limit=0", "limit=101", "limit=x", "page=0", "page=-1", "page=9223372036854775807",
    ])
    func `bounds are kept`(query: String) async throws {
        let bench = try await bench(1)
        #expect(try await bench.ask(.get, "/v1/variables?\(query)").status == 400)
    }
}
