import Encodings
import EventLog
import HTTPTypes
import ManagementAPIBench
import SyncModel
import TestSupport
import Testing

/// Proving the past, and who looked at it.
@Suite struct AuditPageTests {
    @Test func `the page says what is proven and who read values`() async throws {
        let pages = try await SyncPages()
        let page = try await pages.get("/audit")
        #expect(page.status == 200)
        for text in ["What it proves", "What it does not prove", "Nobody has read a value"] {
            #expect(page.text.contains(text), "\(text)")
        }
        let exports = try await pages.get("/audit?acts=exports")
        #expect(exports.text.contains("Nobody has exported events"))
    }

    @Test func `an export is recorded, then sent whole, in the form asked for`() async throws {
        let pages = try await SyncPages()
        let head = pages.bench.api.log.head
        let file = try await pages.post("/audit/export", [("format", "csv")])
        #expect(file.status == 200)
        #expect(file.headers[.contentType]?.hasPrefix("text/csv") == true)
        let disposition = try #require(file.headers[.contentDisposition])
        #expect(disposition.wholeMatch(of: /attachment; filename="events-\d+-\d+\.csv"/) != nil)
        let lines = file.text.split(separator: "\n")
        #expect(lines.first?.hasPrefix("position,recordedAt,type") == true)
        #expect(lines.count == Int(head.number) + 1)
        #expect(try await pages.events(after: head) == ["log.exported"])
        let lined = try await pages.post("/audit/export", [("format", "jsonl"), ("to", "#1")])
        #expect(lined.text.split(separator: "\n").count == 1)
        #expect(try await pages.get("/audit?acts=exports").text.contains("log.exported"))
    }

    @Test func `a range that is none is refused at its field, and nothing is recorded`()
        async throws
    {
        let pages = try await SyncPages()
        let head = pages.bench.api.log.head
        let form = [("format", "csv"), ("from", "yesterday")]
        let refused = try await pages.post("/audit/export", form)
        #expect((400..<500).contains(refused.status))
        #expect(refused.text.contains("yesterday"))
        #expect(pages.bench.api.log.head == head)
    }

    @Test func `a verification is started, looked at and cancelled`() async throws {
        let pages = try await SyncPages()
        let started = try await pages.post("/audit/verify")
        #expect(started.status == 303)
        let path = try #require(started.headers[.location])
        #expect(path.hasPrefix("/audit/verify/"))
        // Whoever asks for another one sees that which runs.
        #expect(try await pages.post("/audit/verify").headers[.location] == path)
        let page = try await pages.get(path)
        #expect(page.status == 200)
        for text in ["Event #5 of #10 is verified.", "50 %", "it differs", "/events/3"] {
            #expect(page.text.contains(text), "\(text)")
        }
        #expect(try await pages.get("\(path)?fragment=job").status == 200)
        #expect(try await pages.post("\(path)/cancel").headers[.location] == path)
        #expect(try await pages.get("/audit").text.contains(path))
        #expect(try await pages.get("/audit/verify/none").status == 404)
    }

    @Test func `without a checkpoint there is none to download`() async throws {
        let pages = try await SyncPages()
        #expect(try await pages.get("/audit/checkpoint").status == 404)
    }
}
