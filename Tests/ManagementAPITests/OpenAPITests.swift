import Encodings
import Foundation
import HTTPTypes
import ManagementAPIBench
import ManagementAPI
import SyncModel
import Testing

@Suite struct OpenAPITests {
    private static let methods = ["get", "post", "put", "patch", "delete"]

    /// What the document names and no case answers, each with the reason.
    private static let unanswered =
        [
            // Pushing is not held any more.
            "DELETE /api/v1/hold.hold.cause", "DELETE /api/v1/hold.hold.message",
            "DELETE /api/v1/hold.hold.reason", "DELETE /api/v1/hold.hold.since",
            // The bench's plans are of one place, and meet no other sync.
            "DraftPlan.changes.destination", "DraftPlan.changes.owner.name",
            "DraftPlan.changes.owner.syncId", "Plan.changes.destination",
            "Plan.changes.owner.name", "Plan.changes.owner.syncId",
            // The bench tells nobody.
            "Notification.problem.message", "Notification.problem.nextTryAt",
            "Notification.problem.since",
            // The bench can always write its log, and Checkly accepts every key that it has.
            "GET /api/v1/status.log.problem.code", "GET /api/v1/status.log.problem.message",
            "POST /api/v1/app-connections/checkly/{connectionId}/check.problem.code",
            "POST /api/v1/app-connections/checkly/{connectionId}/check.problem.hint",
            "POST /api/v1/app-connections/checkly/{connectionId}/check.problem.message",
            // It takes hundreds of folders; ShreddingTests makes such a sync.
            "State.problem",
        ]
        .sorted()

    private func document(_ bench: APIBench) async throws -> JSONValue {
        let reply = try await bench.call(.get, "/api/openapi.json", token: nil)
        #expect(reply.status == 200)
        return reply.json
    }

    /// Whoever changes the document on purpose writes the new one there, sorted and indented.
    @Test func `the document is that of the golden file`() async throws {
        let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("fixtures/openapi.json")
        let expected = try JSONValue.parse(Array(try Data(contentsOf: golden)))
        let document = try await document(try APIBench())
        // Both in the order of their members' names.
        #expect(document.text == expected.text)
    }

    /// The operations of the admin side, such as `GET /api/v1/events/:position`.
    private func documented(_ document: JSONValue) -> [String] {
        (document["paths"]?.members ?? [])
            .filter { $0.value["servers"] == nil }
            .flatMap { path in
                (path.value.members ?? []).filter { Self.methods.contains($0.name) }
                    .map { "\($0.name.uppercased()) \(Self.routed(path.name))" }
            }
    }

    private static func routed(_ path: String) -> String {
        path.replacing("{", with: ":").replacing("}", with: "")
    }

    @Test func `the document has each route, and each of its routes is there`() async throws {
        let bench = try APIBench()
        let documented = Set(documented(try await document(bench)))
        let routed = Set(bench.api.routeNames)
        #expect(routed.subtracting(documented) == [], "not documented")
        #expect(documented.subtracting(routed) == [], "documented, but not there")
        #expect(bench.api.routeNames.count == routed.count)
    }

    @Test func `every operation has a name of its own, and every reference leads somewhere`()
        async throws
    {
        let document = try await document(try APIBench())
        #expect(document["openapi"]?.string == "3.1.0")
        let operations = (document["paths"]?.members ?? [])
            .flatMap { ($0.value.members ?? []).compactMap { $0.value["operationId"]?.string } }
        #expect(operations.count == Set(operations).count)
        #expect(document["paths"]?["/webhooks/{source}"]?["post"]?["responses"]?["202"] != nil)
        for reference in references(in: document) {
            let target = reference.split(separator: "/").dropFirst()
                .reduce(JSONValue?.some(document)) { $0?[String($1)] }
            #expect(target != nil, "\(reference)")
        }
    }

    private func references(in value: JSONValue) -> [String] {
        (value["$ref"]?.string.map { [$0] } ?? [])
            + (value.members?.map(\.value) ?? value.array ?? []).flatMap(references)
    }

    @Test func `every answer is as documented, and every operation is tried`() async throws {
        let walk = try await DocumentWalk(document: try await document(try APIBench()))
        try await walk.run()
        #expect(walk.problems == [])
        let tried = Set(walk.done.map { Self.routed($0) })
        // An operation that cannot succeed here answers as documented all the same.
        #expect(Set(documented(walk.document)).subtracting(tried) == [], "add it to DocumentWalk")
        let unanswered = walk.coverage.documented(by: Set(walk.done))
            .subtracting(walk.coverage.answered)
        #expect(unanswered.sorted() == Self.unanswered, "answer it in DocumentWalk")
    }
}
