import Projection
import SyncModel
import TestSupport
import Testing

/// Where a sync's secrets come from: its folder, and what that imports.
@Suite(.timeLimit(.minutes(10))) struct ImportTests {
    private static func path(_ number: Int) -> FolderPath {
        FolderPath.sample("/\(number)")
    }

    private static func entry(_ key: String, in folder: Int) -> SecretEntry {
        SecretEntry.sample(key, "\(folder)")
    }

    private static let sync = Sync.sample("1", of: path(0), to: Destination.account("a"))

    private static func fold(_ bodies: [EventBody]) -> State {
        State(folding: [.sync(.created(sync))] + bodies)
    }

    /// The state in which each folder has some keys and imports others, by their numbers.
    private static func state(keys: [[String]], imports: [[Int]]) -> State {
        fold(
            keys.enumerated()
                .map { folder, keys in
                    .secrets(.snapshot(path(folder), keys.map { entry($0, in: folder) }))
                }
                + imports.enumerated()
                .map { folder, imports in .secrets(.imports(path(folder), imports.map(path))) }
        )
    }

    /// The rule as it is written: own secrets over imported ones, later imports over earlier ones,
    /// ten deep, cycles cut.
    private static func expected(
        _ folder: Int,
        _ keys: [[String]],
        _ imports: [[Int]],
        depth: Int = 0,
        chain: Set<Int> = []
    ) -> [String: String] {
        if depth > 10 || chain.contains(folder) { return [:] }
        var found: [String: String] = [:]
        for other in imports[folder] {
            let below = expected(
                other,
                keys,
                imports,
                depth: depth + 1,
                chain: chain.union([folder])
            )
            found.merge(below) { $1 }
        }
        for key in keys[folder] { found[key] = "\(folder)" }
        return found
    }

    @Test(arguments: Seed.first(60))
    func `each folder is met once, and the result is that of the rule as it is written`(
        seed: Seed
    ) {
        var random = SeededGenerator(seed)
        let count = Int.random(in: 2...14, using: &random)
        let names = (0..<8).map { "K\($0)" }
        let keys = (0..<count)
            .map { _ in names.filter { _ in Int.random(in: 0..<4, using: &random) == 0 } }
        // Half of them are chains with shortcuts, so that depth matters.
        let imports = (0..<count)
            .map { folder in
                seed.number.isMultiple(of: 2)
                    ? (0..<2).map { _ in Int.random(in: 0..<count, using: &random) }
                    : [folder + 1, Int.random(in: 0..<count, using: &random)].filter { $0 < count }
            }
        let desired = Self.state(keys: keys, imports: imports).desired(for: Self.sync)
        let found = (desired?.variables ?? []).map { ($0.key, $0.fingerprint.text) }
        #expect(
            Dictionary(uniqueKeysWithValues: found) == Self.expected(0, keys, imports),
            "seed \(seed)"
        )
    }

    @Test func `imports in long lists and many levels take no time that grows with their paths`() {
        // 8 folders a level, each importing all of the next one: 8 to the 9th power paths.
        let levels = (0..<73)
            .map { folder in
                let next = (folder + 7) / 8 * 8 + 1
                return next < 73 ? Array(next..<next + 8) : []
            }
        // As an old log may have it: four levels, each importing the next one 1,000 times.
        let repeated = (0..<5).map { $0 < 4 ? [Int](repeating: $0 + 1, count: 1000) : [] }
        for imports in [levels, repeated] {
            let state = Self.state(
                keys: imports.indices.map { ["K\($0)"] },
                imports: imports
            )
            #expect(state.desired(for: Self.sync)?.variables.count == imports.count)
            #expect(state.lastChange(for: Self.sync) != nil)
        }
    }

    @Test func `a change is noticed in a folder that is within reach by a shorter way only`() {
        // The later import leads to folder 12 in eleven steps, the earlier one in two.
        let imports = [[13, 1]] + (1..<12).map { [$0 + 1] } + [[14], [12], []]
        let state = Self.state(keys: imports.indices.map { ["K\($0)"] }, imports: imports)
        #expect(state.desired(for: Self.sync)?.variables.contains { $0.key == "K14" } == true)
        let changed = Self.fold(
            [.secrets(.snapshot(Self.path(0), []))]
                + imports.enumerated().map { .secrets(.imports(Self.path($0), $1.map(Self.path))) }
                + [.secrets(.changed(Self.path(14), [.set(Self.entry("A", in: 14))]))]
        )
        #expect(changed.lastChange(for: Self.sync) == changed.position)
    }

    @Test(arguments: [(1000, true), (1001, false)])
    func `a sync gets the secrets of a thousand folders at most`(count: Int, isWanted: Bool) {
        let imports = [Array(1..<count)] + [[Int]](repeating: [], count: count - 1)
        let state = Self.state(keys: imports.indices.map { ["K\($0)"] }, imports: imports)
        #expect((state.desired(for: Self.sync)?.variables.count == count) == isWanted)
        #expect((state.excess(of: Self.sync) == nil) == isWanted)
        #expect(isWanted || state.excess(of: Self.sync)?.code == PushProblem.syncTooLarge)
        #expect(state.lastChange(for: Self.sync) != nil)
    }

    @Test(arguments: [(50_000, true), (50_001, false)])
    func `a sync gets a hundred thousand secrets at most`(count: Int, isWanted: Bool) {
        let keys = [(0..<count).map { "A\($0)" }, (0..<50_000).map { "B\($0)" }]
        let state = Self.state(keys: keys, imports: [[1], []])
        #expect((state.desired(for: Self.sync)?.variables.count == 100_000) == isWanted)
        #expect((state.excess(of: Self.sync) == nil) == isWanted)
    }
}
