import ChecklyClient
import Reconciliation
import Sandbox
import SyncModel
import TestSupport
import Testing

/// Random groups, merged and written to a server; each comes from the seed that a failure prints.
@Suite(.timeLimit(.minutes(10))) struct RandomGroupTests {
    private static let flags = ListedVariable(locked: true, secret: true)

    @Test(arguments: [ChecklyFaults.GroupPutBehaviour.patchLike, .defaultsApplied])
    func `what is merged and written leaves everything else as it was`(
        behaviour: ChecklyFaults.GroupPutBehaviour
    ) async throws {
        try await GroupBench.run(.group(behaviour)) { bench in
            var written = 0
            for seed in Seed.first(60) where try await Self.mergeAndWrite(seed, bench) {
                written += 1
            }
            #expect(written > 20 || Seed.first(60).count == 1)
        }
    }

    /// Makes a group, merges and writes it, and checks it; false when nothing was to be written.
    private static func mergeAndWrite(_ seed: Seed, _ bench: GroupBench) async throws -> Bool {
        var random = SeededGenerator(seed)
        let old = (0..<Int.random(in: 0...9, using: &random)).map { _ in variable(&random) }
        try await bench.change { $0.variables = old }
        let settings = try await bench.group().settings
        let keys = ["A", "C", "E"].prefix(Int.random(in: 0...3, using: &random))
        let policy: SyncOptions.UnreadableGroupVariables =
            Bool.random(using: &random) ? .refuse : .drop
        let snapshot = try await bench.snapshot()
        let input = input(snapshot, Array(keys), policy)
        guard case .replace(let entries, let dropped) = mergeGroup(input) else { return false }
        let list = entries.map { entry in
            switch entry {
            case .keep(let index): snapshot.variables[index]
            case .managed(let key): ChecklyGroupVariable.secret(key, "new-\(key)")
            }
        }
        let outcome = try await bench.replace(snapshot, with: list)
        let new = try await bench.group()
        #expect(new.variables == expected(old, Array(keys)), "\(seed.testDescription)")
        #expect(new.settings == settings, "\(seed.testDescription)")
        let hidden = old.filter { $0.variable.secret && isStranger($0.key, Array(keys)) }
        #expect(Set(dropped) == Set(hidden.map(\.key)), "\(seed.testDescription)")
        let again = Self.input(outcome.group, Array(keys), policy)
        #expect(mergeGroup(again) == .unchanged, "\(seed.testDescription)")
        return true
    }

    private static func variable(_ random: inout SeededGenerator) -> SandboxGroupVariable {
        let key = ["A", "B", "C", "D", "GONE"].randomElement(using: &random) ?? ""
        let value = "old-\(Int.random(in: 0...9, using: &random))"
        var variable = SandboxGroupVariable.plain(key, value)
        variable.variable.locked = Bool.random(using: &random)
        variable.variable.secret = Int.random(in: 0..<8, using: &random) == 0
        return variable
    }

    private static func input(
        _ group: ChecklyGroupSnapshot,
        _ keys: [String],
        _ policy: SyncOptions.UnreadableGroupVariables
    ) -> GroupMergingInput {
        GroupMergingInput(
            present: group.variables.map {
                PresentGroupVariable(
                    key: $0.key,
                    isReadable: $0.value != nil,
                    isSecret: $0.isSecret,
                    isLocked: $0.isLocked
                )
            },
            managed: Dictionary(uniqueKeysWithValues: keys.map { ($0, flags) }),
            removed: ["GONE"],
            unreadable: policy
        )
    }

    /// What the group holds afterwards, said in another way than the merge does it.
    private static func expected(
        _ old: [SandboxGroupVariable],
        _ keys: [String]
    ) -> [SandboxGroupVariable] {
        var list: [SandboxGroupVariable] = []
        for variable in old {
            if keys.contains(variable.key) {
                guard !list.contains(where: { $0.key == variable.key }) else { continue }
                list.append(.secret(variable.key, "new-\(variable.key)"))
            } else if isStranger(variable.key, keys), !variable.variable.secret {
                list.append(variable)
            }
        }
        let missing = keys.filter { key in !list.contains { $0.key == key } }
        return list + missing.sorted().map { .secret($0, "new-\($0)") }
    }

    private static func isStranger(_ key: String, _ keys: [String]) -> Bool {
        !keys.contains(key) && key != "GONE"
    }
}
