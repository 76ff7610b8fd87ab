import Reconciliation
import SyncModel
import TestSupport
import Testing

/// The laws of a merge over many groups, each made from the seed that a failure prints.
@Suite struct RandomGroupMergeTests {
    private static let flags = ListedVariable(locked: true, secret: true)

    @Test(arguments: Seed.first(400))
    func `what is not the sync's comes out as it was, in order`(seed: Seed) {
        let input = Self.input(seed)
        let strangers = input.present.indices.filter { Self.isStranger($0, input) }
        switch mergeGroup(input) {
        case .unchanged: break
        case .replace(let entries, let dropped):
            let kept = entries.compactMap { Self.index($0) }
            let readable = strangers.filter { input.present[$0].isReadable }
            #expect(kept == readable)
            let lost = Set(strangers).subtracting(readable).map { input.present[$0].key }
            #expect(Set(dropped) == Set(lost))
            #expect(lost.isEmpty || input.unreadable == .drop)
        case .refused(.unreadable(let keys)):
            #expect(input.unreadable == .refuse)
            let unreadable = strangers.filter { !input.present[$0].isReadable }
            #expect(Set(keys) == Set(unreadable.map { input.present[$0].key }))
            #expect(!keys.isEmpty)
        case .refused(.tooMany(let count, let limit, let keys)):
            #expect(limit == input.limit && count > limit && !keys.isEmpty)
        }
    }

    @Test(arguments: Seed.first(400))
    func `every managed key is sent once and no key that shall go`(seed: Seed) {
        let input = Self.input(seed)
        guard case .replace(let entries, _) = mergeGroup(input) else { return }
        let managed = entries.compactMap { Self.managedKey($0) }
        #expect(managed.sorted() == input.managed.keys.sorted())
        #expect(entries.count <= input.limit)
        for index in entries.compactMap({ Self.index($0) }) {
            #expect(input.present[index].isReadable)
            #expect(!input.removed.contains(input.present[index].key))
        }
    }

    @Test(arguments: Seed.first(400))
    func `merging again after a write changes nothing`(seed: Seed) {
        var input = Self.input(seed)
        guard case .replace(let entries, _) = mergeGroup(input) else { return }
        input.present = entries.map { Self.applied($0, input) }
        input.rewritten = []
        #expect(mergeGroup(input) == .unchanged)
    }

    @Test(arguments: Seed.first(400))
    func `a group is left alone only if it is as it shall be`(seed: Seed) {
        let input = Self.input(seed)
        guard mergeGroup(input) == .unchanged else { return }
        #expect(input.rewritten.isDisjoint(with: input.managed.keys))
        for (key, flags) in input.managed {
            let entries = input.present.filter { $0.key == key }
            #expect(entries.map(\.isSecret) == [flags.secret])
            #expect(entries.map(\.isLocked) == [flags.locked])
        }
        let present = Set(input.present.map(\.key))
        #expect(present.intersection(input.removed).isSubset(of: input.managed.keys))
    }

    @Test func `the random groups reach every outcome`() {
        let merges = (1...400).map { mergeGroup(Self.input(Seed($0))) }
        #expect(merges.contains(.unchanged))
        #expect(merges.contains { if case .replace(_, []) = $0 { true } else { false } })
        #expect(merges.contains { Self.hasDropped($0) })
        #expect(
            merges.contains { if case .refused(.unreadable) = $0 { true } else { false } }
        )
        #expect(merges.contains { if case .refused(.tooMany) = $0 { true } else { false } })
    }
}

extension RandomGroupMergeTests {
    /// A group of up to eleven variables, of which a sync manages and removes some.
    private static func input(_ seed: Seed) -> GroupMergingInput {
        var random = SeededGenerator(seed)
        let keys = (0..<8).map { "K\($0)" }
        let present = (0..<Int.random(in: 0...11, using: &random))
            .map { _ in
                PresentGroupVariable(
                    key: keys.randomElement(using: &random) ?? "",
                    isReadable: Int.random(in: 0..<6, using: &random) > 0,
                    isSecret: Bool.random(using: &random),
                    isLocked: Bool.random(using: &random)
                )
            }
        let managed = keys.prefix(Int.random(in: 0...4, using: &random))
            .map { ($0, flags) }
        var input = GroupMergingInput(
            present: present,
            managed: Dictionary(uniqueKeysWithValues: managed),
            rewritten: Bool.random(using: &random) ? ["K0"] : [],
            removed: Set(keys.suffix(Int.random(in: 0...2, using: &random))),
            limit: Bool.random(using: &random) ? 200 : Int.random(in: 1...8, using: &random),
            unreadable: Bool.random(using: &random) ? .drop : .refuse
        )
        if Int.random(in: 0..<4, using: &random) == 0 { makeRight(&input) }
        return input
    }

    /// Puts the managed keys into the group as they shall be, so that some groups need nothing.
    private static func makeRight(_ input: inout GroupMergingInput) {
        input.rewritten = []
        input.present.removeAll {
            input.managed[$0.key] != nil || input.removed.contains($0.key)
        }
        for key in input.managed.keys.sorted() {
            input.present.append(applied(.managed(key), input))
        }
    }

    /// An entry as it reads back once it was sent.
    private static func applied(
        _ entry: GroupMerge.Entry,
        _ input: GroupMergingInput
    ) -> PresentGroupVariable {
        switch entry {
        case .keep(let index): input.present[index]
        case .managed(let key):
            PresentGroupVariable(key: key, isReadable: false, isSecret: true, isLocked: true)
        }
    }

    private static func isStranger(_ index: Int, _ input: GroupMergingInput) -> Bool {
        let key = input.present[index].key
        return input.managed[key] == nil && !input.removed.contains(key)
    }

    private static func index(_ entry: GroupMerge.Entry) -> Int? {
        switch entry {
        case .keep(let index): index
        case .managed: nil
        }
    }

    private static func managedKey(_ entry: GroupMerge.Entry) -> String? {
        switch entry {
        case .keep: nil
        case .managed(let key): key
        }
    }

    private static func hasDropped(_ merge: GroupMerge) -> Bool {
        switch merge {
        case .replace(_, let dropped): !dropped.isEmpty
        case .unchanged, .refused: false
        }
    }
}
