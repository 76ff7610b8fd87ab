import APIRoutes
import APIServing
import Encodings
import EventLog
import HTTPTypes
import LiveLog
import LogModels
import ManagementAPI
import ManagementAPIBench
import SyncModel
import Synchronization
import TestSupport
import Testing

/// The content of exports that were recorded.
@Suite struct ExportContentTests {
    private static let path = "/api/v1/audit/exports"
    private static let admin = Caller(name: "admin", role: .admin)

    private struct Gone: Error {}

    private func append(_ count: Int, to bench: APIBench) async throws {
        for number in 0..<count {
            let entry = SecretEntry.sample("A", "fp1:\(number)")
            _ = try await bench.log.append(
                AppendRequest(
                    source: "hanzo",
                    deliveryID: "=evt,\(number)",
                    actor: Actor(type: "user", id: "u\u{1B}[31m", name: "Ada \"A\""),
                    events: [PendingEvent(.secrets(.snapshot(.sample(), [entry])))]
                )
            )
        }
    }

    /// Records an export and gives its position.
    private func export(
        _ format: ExportFormat,
        from: Int64 = 0,
        on bench: APIBench
    ) async throws -> Int64 {
        let body = #"{"format":"\#(format.rawValue)","from":\#(from)}"#
        let reply = try await bench.call(.post, Self.path, body)
        return try #require(reply.json["export"]?["position"]?.integer, "\(reply.text)")
    }

    @Test(arguments: ExportFormat.allCases)
    func `it is what the command writes, up to the event before the export`(
        format: ExportFormat
    ) async throws {
        let bench = try APIBench()
        try await append(600, to: bench)
        let position = try await export(format, from: 2, on: bench)
        #expect(position == 601)
        try await append(5, to: bench)
        let reply = try await bench.call(.get, "\(Self.path)/\(position)/content")
        #expect(reply.status == 200)
        #expect(reply.headers[.contentType] == format.mediaType + "; charset=utf-8")
        #expect(
            reply.headers[.contentDisposition]
                == #"attachment; filename="events-2-600.\#(format.rawValue)""#
        )
        let events = try bench.log.reader.events(
            EventQuery(after: Position(2), before: Position(601), limit: 1000)
        )
        let lines =
            [format.heading].compactMap(\.self) + events.map { format.line(of: $0.json.jsonValue) }
        #expect(lines.count >= 598)
        #expect(reply.text == lines.map { $0 + "\n" }.joined())
        #expect(!reply.text.unicodeScalars.contains("\u{1B}"))
    }

    @Test func `it is there in process too`() async throws {
        let bench = try APIBench()
        try await append(3, to: bench)
        let position = try await export(.csv, on: bench)
        let request = APIRequest(.getExportContent, ["\(position)"])
        let content = try await bench.api.inProcess.text(request, as: Self.admin)
        let text = Mutex("")
        try await content.write { piece in text.withLock { $0 += piece } }
        let reply = try await bench.call(.get, "\(Self.path)/\(position)/content")
        #expect(text.withLock(\.self) == reply.text)
        #expect(content.fileName == "events-0-3.csv")
    }

    @Test func `no more is read once nobody takes it`() async throws {
        let bench = try APIBench()
        try await append(600, to: bench)
        let position = try await export(.jsonl, on: bench)
        let request = APIRequest(.getExportContent, ["\(position)"])
        let content = try await bench.api.inProcess.text(request, as: Self.admin)
        let pieces = Atomic(0)
        await #expect(throws: Gone.self) {
            try await content.write { _ in
                if pieces.add(1, ordering: .relaxed).newValue == 2 { throw Gone() }
            }
        }
        #expect(pieces.load(ordering: .relaxed) == 2)
    }

    @Test func `it breaks off, and does not end well, when the token is revoked`() async throws {
        let bench = try APIBench()
        try await append(600, to: bench)
        let position = try await export(.jsonl, on: bench)
        let made = try await bench.call(
            .post,
            "/api/v1/tokens",
            #"{"name":"eye","role":"auditor"}"#
        )
        let token = try #require(made.json["token"]?["value"]?.string)
        let api = bench.api.inProcess
        let caller = try #require(api.caller(token: SecretValue(token)))
        let request = APIRequest(.getExportContent, ["\(position)"])
        let content = try await api.text(request, as: caller)
        await #expect(throws: APIError.self) {
            try await content.write { _ in _ = try await bench.call(.delete, "/api/v1/tokens/eye") }
        }
    }

    @Test(arguments: ["1", "0", "-1", "x", "999"])
    func `a position without an export is answered 404`(position: String) async throws {
        let bench = try APIBench()
        try await append(1, to: bench)
        let reply = try await bench.call(.get, "\(Self.path)/\(position)/content")
        #expect(reply.status == 404)
        #expect(reply.json["message"]?.string == "There is no export at position \(position)")
    }
}
