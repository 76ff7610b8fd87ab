import Dispatch
import Encodings
import EventLog
import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import InboundHTTP
import ManagementAPIBench
import ManagementAPI
import NIOCore
import SyncModel
import TestSupport
import Testing

/// What one caller may take of what all share.
@Suite struct LimitTests {
    private func token(_ bench: APIBench, _ name: String) async throws -> String {
        let body = #"{"name":"\#(name)","role":"auditor"}"#
        let reply = try await bench.call(.post, "/api/v1/tokens", body)
        return try #require(reply.json["token"]?["value"]?.string)
    }

    @Test func `an auditor cannot make the log grow by exporting it again and again`() async throws
    {
        let clock = VirtualClock(standsStill: true)
        let bench = try APIBench(now: { clock.timestamp })
        let (siem, other) = (try await token(bench, "siem"), try await token(bench, "other"))
        func export(_ token: String) async throws -> APIBench.Reply {
            try await bench.call(
                .post,
                "/api/v1/audit/exports",
                #"{"format":"jsonl"}"#,
                token: token
            )
        }
        let head = bench.log.head.number
        for _ in 0..<12 { #expect(try await export(siem).status == 200) }
        for _ in 0..<50 {
            let refusal = try await export(siem)
            #expect(refusal.status == 429)
            #expect(refusal.headers[.retryAfter] == "60")
        }
        #expect(bench.log.head.number == head + 12)
        // Others have shares of their own, and this one has it again later.
        #expect(try await export(other).status == 200)
        clock.advance(by: .seconds(59))
        #expect(try await export(siem).status == 429)
        clock.advance(by: .seconds(2))
        #expect(try await export(siem).status == 200)
    }

    @Test func `searches beyond what may wait are told to come again`() async throws {
        let bench = try APIBench()
        let total = LogScans.standardLimit + LogScans.waitingLimit
        let gate = Gate()
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        // Some more than there are places, since a search below may take one for a while.
        let holders = (0..<(total + 20))
            .map { _ in
                Task {
                    try await bench.log.scans.perform { _ throws(EventLogError) in
                        beginning.yield()
                        gate.wait()
                    }
                }
            }
        var beginnings = begun.makeAsyncIterator()
        for _ in 0..<LogScans.standardLimit { _ = await beginnings.next() }
        let refused = try await refusal(of: bench)
        #expect(refused.status == 503)
        #expect(refused.json["error"]?.string == "log-busy")
        #expect(refused.headers[.retryAfter] == "5")
        gate.open()
        for holder in holders { try? await holder.value }
        let body = #"{"value":"v"}"#
        #expect(try await bench.call(.post, "/api/v1/audit/grep", body).status == 200)
    }

    @Test(.timeLimit(.minutes(10))) func `nobody searches for a client that has gone`() async throws
    {
        let bench = try APIBench()
        let gate = Gate()
        defer { gate.open() }
        for _ in 0..<LogScans.standardLimit {
            let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
            Task {
                try await bench.log.scans.perform { _ throws(EventLogError) in
                    beginning.finish()
                    gate.wait()
                }
            }
            for await _ in begun {}
        }
        let application = Application(
            router: bench.api.router(),
            server: .http1(configuration: .init(additionalChannelHandlers: [ClientPresence()]))
        )
        try await application.test(.live) { client in
            let port = try #require(client.port)
            let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let status = withUnsafePointer(to: address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, size)
                }
            }
            try #require(status == 0)
            let body = #"{"value":"v"}"#
            let request =
                "POST /api/v1/audit/grep HTTP/1.1\r\nhost: a\r\n"
                + "authorization: Bearer \(APIBench.token)\r\n"
                + "content-length: \(body.utf8.count)\r\n\r\n\(body)"
            #expect(send(descriptor, request, request.utf8.count, 0) == request.utf8.count)
            try await eventually("the search waits") { bench.log.scans.waitingCount == 1 }
            close(descriptor)
            try await eventually("nobody searches") { bench.log.scans.waitingCount == 0 }
        }
    }

    /// A search's answer once all places are taken; until then it waits for its turn and is given
    /// up.
    private func refusal(of bench: APIBench) async throws -> APIBench.Reply {
        var reply: APIBench.Reply?
        try await eventually("all places are taken") {
            reply = try await withThrowingTaskGroup(of: APIBench.Reply?.self) { group in
                group.addTask {
                    try await bench.call(.post, "/api/v1/audit/grep", #"{"value":"v"}"#)
                }
                group.addTask {
                    await letOthersRun()
                    return nil
                }
                let first = try await group.next() ?? nil
                group.cancelAll()
                return first
            }
            return reply != nil
        }
        return try #require(reply)
    }

    /// What requests are held by, on threads of their own.
    private final class Gate: Sendable {
        private let pass = DispatchSemaphore(value: 0)

        func open() { pass.signal() }

        func wait() {
            pass.wait()
            // For the next one.
            pass.signal()
        }
    }
}
