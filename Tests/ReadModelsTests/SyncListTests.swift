import Encodings
import Projection
import ReadModels
import SyncModel
import TestSupport
import Testing

/// Finding, sorting and counting syncs.
@Suite struct SyncListTests {
    /// Three syncs: `a` in step, `b` with a change that waits, `c` of another project, unknown.
    private static var state: State {
        func folder(_ path: String) -> FolderPath { FolderPath.sample(path) }
        var other = Sync.sample("c", of: folder("/c"), connection: "c2")
        other.folder = FolderPath(projectID: "q", environment: "prod", secretPath: "/c")
        var state = State(folding: [
            .source(.created(WebhookSource.sample("kms"))),
            .sync(.created(Sync.sample("a", of: folder("/a")))),
            .sync(.created(Sync.sample("b", of: folder("/b"), isAutoSyncEnabled: false))),
            .sync(.created(other)),
            .secrets(.snapshot(folder("/a"), [SecretEntry.sample("A")])),
            .secrets(.snapshot(folder("/b"), [SecretEntry.sample("B")])),
        ])
        let run = PushRun(id: "run", syncID: "a", kind: .push, through: state.position)
        state.take(.push(.started(run)))
        state.take(.push(.variableWritten(PushedVariable.sample("A", sync: "a", run: "run"))))
        state.take(.push(.finished(run, .succeeded)))
        return state
    }

    private static func list(
        _ change: (inout SyncList.Filter) -> Void = { _ in },
        by order: SyncList.Order = .name,
        isDescending: Bool = false
    ) -> SyncList {
        var filter = SyncList.Filter()
        change(&filter)
        let conditions = SyncConditions { _ in nil }
        return SyncList(
            of: state,
            filter,
            by: order,
            isDescending: isDescending,
            condition: conditions.condition(in: state),
            waits: conditions.waits(in: state)
        )
    }

    private static func names(_ list: SyncList) -> [String] { list.entries.map(\.sync.name) }

    @Test func `each filter keeps those that have what it asks for`() {
        #expect(Self.names(Self.list()) == ["a", "b", "c"])
        #expect(Self.names(Self.list { $0.projectID = "q" }) == ["c"])
        #expect(Self.names(Self.list { $0.environment = "dev" }) == ["a", "b"])
        #expect(Self.names(Self.list { $0.state = .inStep }) == ["a"])
        #expect(Self.names(Self.list { $0.state = .changesWaiting }) == ["b"])
        #expect(Self.names(Self.list { $0.source = "kms" }) == ["a", "b"])
        #expect(Self.names(Self.list { $0.connectionID = "c2" }) == ["c"])
        #expect(Self.names(Self.list { $0.accountID = "a" }) == ["a", "b", "c"])
        #expect(Self.names(Self.list { $0.accountID = "other" }) == [])
        #expect(Self.names(Self.list { $0.text = "/B" }) == ["b"])
        #expect(Self.names(Self.list { $0.text = "" }) == ["a", "b", "c"])
        #expect(Self.list { $0.text = "nothing" }.total == 3)
    }

    @Test func `who may see some projects sees no word of others`() {
        let list = Self.list { $0.visibleProjects = ["q"] }
        #expect(Self.names(list) == ["c"])
        #expect(list.total == 1)
        let text = list.facets.json(connectionNames: ["c": "main"]).jsonText
        #expect(!text.contains(#""value":"p""#) && !text.contains("main"))
        #expect(text.contains(#""value":"q""#))
    }

    @Test func `each order sorts by what it names, and then by name`() {
        #expect(Self.names(Self.list(by: .name, isDescending: true)) == ["c", "b", "a"])
        // Waiting for the source comes before changes that wait, and both before in step.
        #expect(Self.names(Self.list(by: .state)) == ["c", "b", "a"])
        #expect(Self.names(Self.list(by: .lastPush)) == ["b", "c", "a"])
        #expect(Self.names(Self.list(by: .waiting)) == ["b", "a", "c"])
    }

    @Test func `a sync waits since its earliest change that is not at Checkly`() throws {
        let waits = Self.list().entries.map(\.waitsSince)
        #expect(waits == [nil, Position(6), nil])
    }

    @Test func `the facets count all syncs, whatever the filter`() {
        let facets = Self.list { $0.projectID = "q" }.facets
            .json(connectionNames: ["c": "main"]).jsonValue
        func counts(_ name: String) -> [String] {
            (facets[name]?.array ?? [])
                .map { "\($0["name"]?.string ?? ""):\($0["count"]?.integer ?? 0)" }
        }
        #expect(counts("projectId") == ["p:2", "q:1"])
        #expect(counts("environment") == ["dev:2", "prod:1"])
        #expect(counts("state") == ["changes-waiting:1", "in-step:1", "waiting:1"])
        #expect(counts("source") == ["kms:2"])
        #expect(counts("connectionId") == ["main:2", "c2:1"])
        #expect(counts("accountId") == ["a:3"])
    }
}
