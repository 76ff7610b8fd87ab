import Reconciliation
import SyncModel
import Testing

/// Why a plan does what it does, for people and for programs.
@Suite struct ReasonTests {
    private static let problem = PushProblem(code: "too-long", message: "No.")
    private static let all: [Plan.Reason] = [
        .newInSource, .missingAtCheckly, .notYetWritten, .inDoubt, .adopted, .changedInSource,
        .flagsDiffer, .asLastWritten, .writtenByOther(syncID: "s", name: nil), .leftOut("r"),
        .valueDestroyed, .blankValue, .deletedInSource, .syncChanged, .notInSource, .unreadable,
        .parked(problem), .skipped(reason: "r"),
        .importUnknown(FolderPath(projectID: "p", environment: "dev", secretPath: "/lib")),
    ]

    @Test func `every reason has a code of its own, and the list has them all`() {
        #expect(Self.all.map(\.code) == Plan.Reason.codes)
        #expect(Set(Plan.Reason.codes).count == Plan.Reason.codes.count)
        #expect(Set(Self.all.map(\.text)).count == Self.all.count)
    }

    @Test func `a change names the secret that its variable comes from`() {
        let lib = FolderPath(projectID: "p", environment: "dev", secretPath: "/lib")
        let origin = DesiredEntry.Origin(sourceKey: "A", importedFrom: lib)
        let input = PlanningInput(
            syncID: "me",
            environment: "dev",
            options: SyncOptions(),
            desired: ["APP_A", "APP_B"]
                .map { key in
                    DesiredEntry(
                        key: key,
                        fingerprint: Fingerprint(text: "1"),
                        isBlank: false,
                        position: Position(1),
                        origin: origin
                    )
                },
            listed: ["OLD": ListedVariable(locked: true, secret: true)],
            ledger: ["APP_B": LedgerLine(syncID: "other", fingerprint: nil)],
            syncNames: ["other": "two"]
        )
        let changes = makePlan(input).changes
        #expect(changes.map(\.key) == ["APP_A", "APP_B", "OLD"])
        #expect(changes.map(\.origin) == [origin, origin, nil])
        #expect(changes[1].why == .writtenByOther(syncID: "other", name: "two"))
        #expect(changes[1].reason == "written by sync two")
    }
}
