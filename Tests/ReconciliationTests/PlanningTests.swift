import Reconciliation
import SyncModel
import TestSupport
import Testing

@Suite struct PlanningTests {
    private static let secret = ListedVariable(locked: true, secret: true)

    private func plan(
        desired: [String: String] = [:],
        listed: [String: ListedVariable] = [:],
        ledger: [String: LedgerLine] = [:],
        options: SyncOptions = SyncOptions()
    ) -> [String: Plan.Action] {
        let plan = makePlan(
            PlanningInput(
                syncID: "me",
                environment: "dev",
                options: options,
                desired: desired.map {
                    DesiredEntry(
                        key: $0.key,
                        fingerprint: Fingerprint(text: $0.value),
                        isBlank: $0.value.isEmpty,
                        position: Position(1)
                    )
                },
                listed: listed,
                ledger: ledger
            )
        )
        return Dictionary(uniqueKeysWithValues: plan.changes.map { ($0.key, $0.action) })
    }

    private func mine(_ fingerprint: String) -> LedgerLine {
        LedgerLine(syncID: "me", fingerprint: Fingerprint(text: fingerprint))
    }

    @Test func `only what changed is written`() {
        let plan = plan(
            desired: ["A": "1", "B": "2", "C": "3"],
            listed: ["A": Self.secret, "B": Self.secret],
            ledger: ["A": mine("1"), "B": mine("old")]
        )
        #expect(plan == ["A": .unchanged, "B": .update, "C": .create])
    }

    @Test(arguments: [
        (SyncOptions.DeleteOrder.last, ["A", "B", "C", "D"]), (.first, ["B", "D", "A", "C"]),
    ])
    func `a plan lists deletions where the sync has them come`(
        order: SyncOptions.DeleteOrder,
        keys: [String]
    ) {
        let listed = ["A", "B", "D"].map { ($0, Self.secret) }
        let plan = makePlan(
            PlanningInput(
                syncID: "me",
                environment: "dev",
                options: SyncOptions(deleteOrder: order),
                desired: ["A", "C"]
                    .map {
                        DesiredEntry(
                            key: $0,
                            fingerprint: Fingerprint(text: "1"),
                            isBlank: false,
                            position: Position(1)
                        )
                    },
                listed: Dictionary(uniqueKeysWithValues: listed),
                ledger: [:]
            )
        )
        #expect(plan.changes.map(\.key) == keys)
        #expect(plan.keys(.delete) == ["B", "D"])
    }

    @Test func `exactly what is parked or skipped is left as it is`() {
        let parked = ParkedChange(
            key: "A",
            fingerprint: Fingerprint(text: "1"),
            position: Position(1),
            problem: PushProblem(code: "checkly-refused", message: "No.")
        )
        func action(_ desired: String?, at position: Int64, skips: Bool) -> Plan.Change? {
            let skipped = SkippedChange(key: "A", fingerprint: parked.fingerprint, reason: "r")
            let input = PlanningInput(
                syncID: "me",
                environment: "dev",
                options: SyncOptions(),
                desired: desired.map {
                    [
                        DesiredEntry(
                            key: "A",
                            fingerprint: Fingerprint(text: $0),
                            isBlank: false,
                            position: Position(position)
                        )
                    ]
                } ?? [],
                listed: ["A": Self.secret],
                ledger: ["A": mine("0")],
                parked: skips ? [:] : ["A": parked],
                skipped: skips ? ["A": skipped] : [:]
            )
            return makePlan(input).changes.first
        }
        for skips in [false, true] {
            #expect(action("1", at: 1, skips: skips)?.action == .skip)
            #expect(action("2", at: 2, skips: skips)?.action == .update)
            #expect(action(nil, at: 2, skips: skips)?.action == .delete)
            // As last written: there is nothing to leave.
            #expect(action("0", at: 3, skips: skips)?.action == .unchanged)
        }
        // The same value from another event is another try, but no other wish.
        #expect(action("1", at: 2, skips: false)?.action == .update)
        #expect(action("1", at: 2, skips: true)?.action == .skip)
        #expect(action("1", at: 1, skips: false)?.why == .parked(parked.problem))
        #expect(action("1", at: 1, skips: true)?.why == .skipped(reason: "r"))
    }

    @Test func `a flag changed at Checkly is put right`() {
        let plan = plan(
            desired: ["A": "1"],
            listed: ["A": ListedVariable(locked: false, secret: true)],
            ledger: ["A": mine("1")]
        )
        #expect(plan == ["A": .update])
    }

    @Test func `what another sync wrote is neither overwritten nor deleted`() {
        let other = LedgerLine(syncID: "other", fingerprint: nil)
        let plan = plan(
            desired: ["A": "1"],
            listed: ["A": Self.secret, "B": Self.secret],
            ledger: ["A": other, "B": other]
        )
        #expect(plan == ["A": .conflict])
    }

    @Test func `pruning stays inside the key schema`() {
        let options = SyncOptions(keySchema: KeySchema("APP_{{secretKey}}"))
        let plan = plan(listed: ["APP_OLD": Self.secret, "HAND": Self.secret], options: options)
        #expect(plan == ["APP_OLD": .delete])
    }

    @Test func `preserving deletes only what this sync wrote`() {
        let options = SyncOptions(initialSyncBehavior: .preserveDestination)
        let plan = plan(
            listed: ["A": Self.secret, "B": Self.secret],
            ledger: ["A": mine("1")],
            options: options
        )
        #expect(plan == ["A": .delete])
    }

    @Test func `nothing is deleted where deletion is disabled`() {
        let options = SyncOptions(disableSecretDeletion: true)
        #expect(plan(listed: ["A": Self.secret], ledger: ["A": mine("1")], options: options) == [:])
    }

    @Test(arguments: [
        (SyncOptions.EmptyValue.delete, Plan.Action.delete), (.skip, .skip),
    ])
    func `a blank value is never written`(option: SyncOptions.EmptyValue, action: Plan.Action) {
        let plan = plan(
            desired: ["A": ""],
            listed: ["A": Self.secret],
            ledger: ["A": mine("1")],
            options: SyncOptions(emptyValue: option)
        )
        #expect(plan == ["A": action])
    }

    @Test func `what Checkly may not have taken is written again, and is no drift`() {
        var line = mine("1")
        line.isInDoubt = true
        let desired = ["A": "1", "B": "1"]
        #expect(
            plan(desired: desired, listed: ["A": Self.secret], ledger: ["A": line, "B": line])
                == ["A": .update, "B": .create]
        )
        let input = PlanningInput(
            syncID: "me",
            environment: "dev",
            options: SyncOptions(),
            desired: [],
            listed: [:],
            ledger: ["A": line]
        )
        #expect(detectDrift(input).isEmpty)
    }

    @Test func `only keys that an unknown import may bring are kept for it`() {
        let folder = FolderPath.sample("/shared")
        let input = PlanningInput(
            syncID: "me",
            environment: "dev",
            options: SyncOptions(keySchema: KeySchema("APP_{{secretKey}}")),
            desired: [],
            listed: ["APP_A": Self.secret, "OLD_A": Self.secret, "HAND": Self.secret],
            ledger: ["APP_A": mine("1"), "OLD_A": mine("1")],
            unknownImports: [folder]
        )
        let changes = makePlan(input).changes
        #expect(changes.map { "\($0.action) \($0.key)" } == ["skip APP_A", "delete OLD_A"])
        #expect(changes.first?.why == .importUnknown(folder))
    }

    /// Every way in which a variable that the sync did not write could be deleted.
    private static let deletions: [(desired: String?, removedAt: Int64?)] = [
        (nil, nil), (nil, 7), ("", nil), ("", 7),
    ]

    @Test(arguments: [true, false], deletions)
    func `nothing foreign is deleted while part of the source is unknown`(
        isComplete: Bool,
        deletion: (desired: String?, removedAt: Int64?)
    ) {
        let folder = FolderPath.sample()
        for behavior in SyncOptions.InitialSyncBehavior.allCases {
            for isOwn in [true, false] {
                let input = PlanningInput(
                    syncID: "me",
                    environment: "dev",
                    options: SyncOptions(initialSyncBehavior: behavior),
                    desired: deletion.desired.map {
                        [
                            DesiredEntry(
                                key: "A",
                                fingerprint: Fingerprint(text: $0),
                                isBlank: true,
                                position: Position(1)
                            )
                        ]
                    } ?? [],
                    listed: ["A": Self.secret],
                    ledger: isOwn ? ["A": mine("0")] : [:],
                    removals: deletion.removedAt.map { ["A": Position($0)] } ?? [:],
                    incompleteFolders: isComplete ? [] : [folder]
                )
                let prunes = isComplete && behavior == .overwriteDestination
                let isDeleted = makePlan(input).changes.contains { $0.action == .delete }
                #expect(isDeleted == (isOwn || prunes))
            }
        }
    }

    /// Whatever is known of a key, wanted or not, written or not, there or not.
    @Test(arguments: SyncOptions.InitialSyncBehavior.allCases)
    func `a key that was left out is left as it is, whatever else is known of it`(
        behavior: SyncOptions.InitialSyncBehavior
    ) {
        var options = SyncOptions()
        options.initialSyncBehavior = behavior
        for number in 0..<8 {
            let desired = DesiredEntry(
                key: "A",
                fingerprint: Fingerprint(text: "new"),
                isBlank: false,
                position: Position(1)
            )
            let input = PlanningInput(
                syncID: "me",
                environment: "dev",
                options: options,
                desired: number & 1 == 0 ? [] : [desired],
                listed: number & 2 == 0 ? [:] : ["A": Self.secret],
                ledger: number & 4 == 0 ? [:] : ["A": mine("old")],
                removals: ["A": Position(2)],
                leftOut: ["A": "Its value is too large."]
            )
            #expect(
                makePlan(input).changes.map { [$0.action.rawValue, $0.reason] }
                    == [["skip", "left out: Its value is too large."]]
            )
        }
    }
}
