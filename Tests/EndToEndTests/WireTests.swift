import Encodings
import EventLog
import Foundation
import SQLiteStore
import SyncModel
import TestSupport
import Testing
import WebhookSignatures

/// Deliveries byte by byte, as senders, proxies and attackers put them on the wire.
@Suite(.serialized, .timeLimit(.minutes(10))) struct WireTests {
    /// One signed delivery, to be bent.
    private struct Wire {
        var method = "POST"
        var target = "/webhooks/bench"
        var version = "1.1"
        var fields: [(String, String)]
        var body: [UInt8]
        var announcesLength = true

        init(id: String, key: String = "A") throws {
            body = Array(
                (#"{"specversion":"1.0","id":"\#(id)","source":"/wire","type":"secrets.changed","#
                    + #""data":{"projectId":"p","environment":"dev","secretPath":"/app","#
                    + #""changes":[{"op":"set","key":"\#(key)","value":"\#(id)"}]}}"#)
                    .utf8
            )
            fields = []
            try sign(id)
        }

        mutating func sign(_ id: String) throws {
            let now = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
            fields =
                try SignatureSigner(scheme: SignaturePreset.standardWebhooks.scheme)
                .headers(forBody: body, secret: Workbench.secret, at: now, id: id)
                + [("content-type", "application/json"), ("host", "x")]
        }

        func bytes(keepsAlive: Bool = false) -> [UInt8] {
            var head = "\(method) \(target) HTTP/\(version)\r\n"
            for (name, value) in fields { head += "\(name): \(value)\r\n" }
            if announcesLength { head += "content-length: \(body.count)\r\n" }
            if !keepsAlive { head += "connection: close\r\n" }
            return Array((head + "\r\n").utf8) + body
        }

        /// The same with its body in pieces of a few bytes each.
        func chunked(by count: Int) -> [UInt8] {
            var wire = self
            wire.fields.append(("transfer-encoding", "chunked"))
            wire.announcesLength = false
            wire.body = []
            for start in stride(from: 0, to: body.count, by: count) {
                let piece = body[start..<min(start + count, body.count)]
                wire.body +=
                    Array((String(piece.count, radix: 16) + "\r\n").utf8) + piece + [13, 10]
            }
            wire.body += Array("0\r\n\r\n".utf8)
            return wire.bytes()
        }
    }

    /// The deliveries that are in the log, by id.
    private func recorded(_ bench: Workbench) throws -> [String: Int] {
        var found: [String: Int] = [:]
        try EventReader.open(directory: bench.data)
            .forEach(after: .beforeFirst) { event in
                if let id = event.deliveryID { found[id, default: 0] += 1 }
            }
        return found
    }

    @Test func `what is good in another form is recorded once`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start()
        _ = try await bench.setUp(server)
        let port = server.ports.webhooks
        for (index, size) in [1, 7, 1000].enumerated() {
            let answer = try exchange(try Wire(id: "chunk\(index)").chunked(by: size), port: port)
            #expect(answer.hasPrefix("HTTP/1.1 202"), "\(answer)")
        }
        var absolute = try Wire(id: "absolute")
        absolute.target = "http://x/webhooks/bench?from=proxy"
        #expect(try exchange(absolute.bytes(), port: port).hasPrefix("HTTP/1.1 202"))
        var old = try Wire(id: "old")
        old.version = "1.0"
        #expect(try exchange(old.bytes(), port: port).contains(#""status":"recorded""#))
        var expecting = try Wire(id: "expecting")
        expecting.fields.append(("expect", "100-continue"))
        #expect(try exchange(expecting.bytes(), port: port).contains(#""status":"recorded""#))
        let pipelined = try (0..<3)
            .map { try Wire(id: "pipelined\($0)").bytes(keepsAlive: $0 < 2) }
        let answers = try exchange(Array(pipelined.joined()), port: port)
        #expect(answers.components(separatedBy: #""status":"recorded""#).count == 4)
        // Whatever comes again is known again, in whichever form.
        let again = try exchange(try Wire(id: "chunk1").chunked(by: 5), port: port)
        #expect(again.contains(#""status":"duplicate""#))
        #expect(await server.stop() == 0)
        let found = try recorded(bench)
        #expect(found.count == 9)
        #expect(found.values.allSatisfy { $0 == 1 })
    }

    @Test func `what is broken is answered as agreed and leaves nothing`() async throws {
        let bench = try await Workbench()
        let server = try await bench.start(arguments: ["--body-limit", "10KiB"])
        _ = try await bench.setUp(server)
        let port = server.ports.webhooks
        func status(_ bytes: [UInt8], endsInput: Bool = false) throws -> String {
            let answer = try exchange(bytes, port: port, endsInput: endsInput)
            return String(answer.dropFirst(9).prefix(3))
        }
        func bent(_ bend: (inout Wire) throws -> Void) throws -> [UInt8] {
            var wire = try Wire(id: "broken")
            try bend(&wire)
            return wire.bytes()
        }
        #expect(try status(bent { $0.body.removeLast(9) }) == "401")
        let whole = try Wire(id: "broken").bytes()
        for count in [1, 30, whole.count / 2] {
            #expect(try status(whole.dropLast(count), endsInput: true) == "400")
        }
        for name in ["webhook-signature", "webhook-id", "webhook-timestamp"] {
            #expect(try status(bent { $0.fields.append((name, "v1,AAAA")) }) == "401")
            #expect(try status(bent { $0.fields.removeAll { $0.0 == name } }) == "401")
        }
        #expect(try status(bent { $0.target = "/webhooks/none" }) == "401")
        #expect(try status(bent { $0.fields.removeAll { $0.0 == "content-type" } }) == "415")
        #expect(try status(bent { $0.fields.append(("content-encoding", "gzip")) }) == "415")
        #expect(try status(bent { $0.method = "PUT" }) == "405")
        #expect(try status(bent { $0.method = "GET" }) == "405")
        let large = [UInt8](repeating: 32, count: 10_241)
        #expect(try status(bent { $0.body = large }) == "413")
        var chunked = try Wire(id: "broken")
        chunked.body = large
        #expect(try status(chunked.chunked(by: 1000)) == "413")
        let padding = String(repeating: "a", count: 17_000)
        #expect(try status(bent { $0.fields.append(("x-padding", padding)) }) == "431")
        #expect(try status(bent { $0.fields.append(("content-length", "3")) }) == "400")
        #expect(try status(bent { $0.fields.append(("transfer-encoding", "chunked")) }) == "400")
        #expect(try status(Array("\u{16}\u{3}\u{1} no HTTP\r\n\r\n".utf8)) == "400")
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 9000)
        let malformed = try bent { wire in
            wire.body = deep
            try wire.sign("deep")
        }
        #expect(try status(malformed) == "400")
        // It still serves.
        #expect(try status(Wire(id: "good").bytes()) == "202")
        #expect(await server.stop() == 0)
        // Of what was verified and malformed, that it came is recorded.
        #expect(try recorded(bench) == ["deep": 1, "good": 1])
    }

    @Test func `a request in flight at SIGTERM is answered, and the next start goes on`()
        async throws
    {
        let bench = try await Workbench()
        let server = try await bench.start()
        _ = try await bench.setUp(server)
        let port = server.ports.webhooks
        let bytes = try Wire(id: "late").bytes()
        let connection = try RawConnection(port: port)
        connection.send(bytes.dropLast(20))
        // Its head is read before the server is told to end: an answer on another connection comes
        // after it.
        _ = try await bench.text("/healthz", of: server)
        server.send(SIGTERM)
        try await eventually("it listens no more") { (try? RawConnection(port: port)) == nil }
        connection.send(Array(bytes.suffix(20)))
        let answer = connection.receive()
        #expect(answer.hasPrefix("HTTP/1.1 202"), "\(answer)")
        // A second signal would end it at once.
        #expect(await server.wait() == 0)
        #expect(try recorded(bench) == ["late": 1])
    }
}
