import Encodings
import ReadModels
import Reconciliation
import SyncModel
import TestSupport
import Testing

/// A plan as the API shows it.
@Suite struct PlanJSONTests {
    private static let lib = FolderPath(projectID: "p", environment: "dev", secretPath: "/lib")

    private static func change(
        _ key: String,
        _ action: Plan.Action,
        _ why: Plan.Reason,
        _ origin: DesiredEntry.Origin? = nil
    ) -> Plan.Change {
        var change = Plan.Change(action: action, key: key, why: why, cause: nil)
        change.origin = origin
        return change
    }

    private static var plan: PlannedPush {
        func part(_ account: String, at second: Int64, _ changes: [Plan.Change]) -> PlannedPush.Part
        {
            PlannedPush.Part(
                destination: .account(account),
                isCurrent: account == "a",
                plan: Plan(changes: changes),
                foreignKeys: ["OLD"],
                listedAt: Timestamp(microseconds: second * 1_000_000)
            )
        }
        let own = DesiredEntry.Origin(sourceKey: "A", importedFrom: nil)
        let imported = DesiredEntry.Origin(sourceKey: "B", importedFrom: lib)
        return PlannedPush(
            syncID: "s",
            asOf: Position(1),
            parts: [
                part(
                    "a",
                    at: 20,
                    [
                        change("APP_A", .unchanged, .asLastWritten, own),
                        change(
                            "APP_B",
                            .conflict,
                            .writtenByOther(syncID: "t", name: "two"),
                            imported
                        ),
                        change("OLD", .delete, .notInSource),
                    ]
                ),
                part("b", at: 10, []),
            ],
            requestCount: 3
        )
    }

    @Test func `each change says where it comes from, whose it is and why`() throws {
        let json = Self.plan.json(id: "s-1", consented: nil).jsonValue
        let changes = try #require(json["changes"]?.array)
        #expect(changes.compactMap { $0["key"]?.string } == ["APP_B", "OLD"])
        #expect(changes[0]["reasonCode"]?.string == "written-by-other")
        #expect(changes[0]["sourceKey"]?.string == "B")
        #expect(changes[0]["importedFrom"]?["secretPath"]?.string == "/lib")
        #expect(changes[0]["owner"]?.text == #"{"name":"two","syncId":"t"}"#)
        #expect(changes[0]["isForeign"]?.bool == false)
        #expect(changes[1]["isForeign"]?.bool == true)
        #expect(changes[1]["sourceKey"] == .null)
        #expect(changes[1]["importedFrom"] == .null)
        #expect(changes[1]["owner"] == .null)
        // The oldest of what it rests on.
        #expect(json["listedAt"]?.string == "1970-01-01T00:00:10.000000Z")
    }

    @Test func `unchanged keys are named for who asks for them, and a plan may have no id`() {
        let json = Self.plan.json(id: nil, consented: nil, includesUnchanged: true).jsonValue
        let keys = json["changes"]?.array?.compactMap { $0["key"]?.string }
        #expect(keys == ["APP_A", "APP_B", "OLD"])
        #expect(json["planId"] == nil)
    }
}
