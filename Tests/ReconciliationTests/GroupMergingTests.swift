import Reconciliation
import SyncModel
import Testing

@Suite struct GroupMergingTests {
    private static let flags = ListedVariable(locked: true, secret: true)
    private static let plain = ListedVariable(locked: false, secret: false)

    private func entry(
        _ key: String,
        isReadable: Bool = true,
        flags: ListedVariable = plain
    ) -> PresentGroupVariable {
        PresentGroupVariable(
            key: key,
            isReadable: isReadable,
            isSecret: flags.secret,
            isLocked: flags.locked
        )
    }

    private func own(_ key: String) -> PresentGroupVariable {
        entry(key, isReadable: false, flags: Self.flags)
    }

    private func input(
        _ present: [PresentGroupVariable],
        managed: [String] = [],
        rewritten: Set<String> = [],
        removed: Set<String> = [],
        limit: Int = GroupMergingInput.standardLimit,
        unreadable: SyncOptions.UnreadableGroupVariables = .refuse
    ) -> GroupMergingInput {
        GroupMergingInput(
            present: present,
            managed: Dictionary(uniqueKeysWithValues: managed.map { ($0, Self.flags) }),
            rewritten: rewritten,
            removed: removed,
            limit: limit,
            unreadable: unreadable
        )
    }

    @Test func `what is there keeps its place and what is new joins in the order of the keys`() {
        let merge = mergeGroup(
            input(
                [entry("Z"), own("M"), entry("A")],
                managed: ["Y", "M", "B"],
                rewritten: ["M"]
            )
        )
        #expect(
            merge
                == .replace(
                    [.keep(0), .managed("M"), .keep(2), .managed("B"), .managed("Y")],
                    dropped: []
                )
        )
    }

    @Test func `a key that shall go goes wherever it stands`() {
        let present = [entry("OLD"), entry("A"), own("OLD")]
        let merge = mergeGroup(input(present, removed: ["OLD", "NEVER"]))
        #expect(merge == .replace([.keep(1)], dropped: []))
    }

    @Test func `the last key that goes leaves an empty list`() {
        #expect(mergeGroup(input([own("A")], removed: ["A"])) == .replace([], dropped: []))
    }

    @Test func `a key that is managed and to be removed stays`() {
        #expect(mergeGroup(input([own("A")], managed: ["A"], removed: ["A"])) == .unchanged)
    }

    @Test(arguments: [
        ListedVariable(locked: false, secret: true), ListedVariable(locked: true, secret: false),
        ListedVariable(locked: false, secret: false),
    ])
    func `flags that are not as desired are put right`(flags: ListedVariable) {
        let merge = mergeGroup(input([entry("A", flags: flags)], managed: ["A"]))
        #expect(merge == .replace([.managed("A")], dropped: []))
    }

    @Test func `a group that is as it shall be is not written, whatever else is in it`() {
        let stranger = entry("HAND", isReadable: false, flags: Self.flags)
        for policy in SyncOptions.UnreadableGroupVariables.allCases {
            let input = input(
                [stranger, own("A"), entry("B"), entry("B")],
                managed: ["A"],
                removed: ["GONE"],
                limit: 1,
                unreadable: policy
            )
            #expect(mergeGroup(input) == .unchanged)
        }
        #expect(mergeGroup(input([])) == .unchanged)
    }

    @Test func `somebody else's unreadable variables stop the write, or are lost if so chosen`() {
        let hidden = ["H2", "H1", "H2"].map { entry($0, isReadable: false, flags: Self.flags) }
        let present = hidden + [entry("A")]
        #expect(
            mergeGroup(input(present, managed: ["N"]))
                == .refused(.unreadable(keys: ["H2", "H1"]))
        )
        #expect(
            mergeGroup(input(present, managed: ["N"], unreadable: .drop))
                == .replace([.keep(3), .managed("N")], dropped: ["H2", "H1"])
        )
    }

    @Test func `an unreadable variable that is managed or to be removed stops nothing`() {
        let present = [own("A"), own("B")]
        #expect(
            mergeGroup(input(present, managed: ["A"], removed: ["B"]))
                == .replace([.managed("A")], dropped: [])
        )
    }

    @Test func `somebody else's repeated keys all stay, and a managed one is made single`() {
        let present = [entry("X"), own("A"), entry("X"), entry("A"), own("A")]
        #expect(
            mergeGroup(input(present, managed: ["A"]))
                == .replace([.keep(0), .managed("A"), .keep(2)], dropped: [])
        )
    }

    @Test func `the limit counts the merged list`() {
        let present = [entry("X"), own("A"), own("OLD")]
        let full = input(present, managed: ["A", "B", "C"], removed: ["OLD"], limit: 4)
        #expect(
            mergeGroup(full)
                == .replace(
                    [.keep(0), .managed("A"), .managed("B"), .managed("C")],
                    dropped: []
                )
        )
        var over = full
        over.limit = 2
        let refusal = GroupMergeRefusal.tooMany(count: 4, limit: 2, keysOver: ["B", "C"])
        #expect(mergeGroup(over) == .refused(refusal))
        #expect(refusal.message.contains("B, C"))
        over.limit = -1
        #expect(
            mergeGroup(over)
                == .refused(.tooMany(count: 4, limit: -1, keysOver: ["X", "A", "B", "C"]))
        )
    }

    @Test func `two hundred variables fit by default and one more does not`() {
        let present = (0..<199).map { entry("K\($0)") }
        guard case .replace(let entries, _) = mergeGroup(input(present, managed: ["A"])) else {
            Issue.record("200 variables did not fit")
            return
        }
        #expect(entries.count == 200)
        #expect(
            mergeGroup(input(present, managed: ["A", "B"]))
                == .refused(.tooMany(count: 201, limit: 200, keysOver: ["B"]))
        )
    }

    @Test func `a message names a few keys and counts the rest`() {
        let keys = (10..<25).map { "K\($0)" }
        let message = GroupMergeRefusal.unreadable(keys: keys).message
        #expect(message.hasSuffix("K18, K19 and 5 more."))
    }
}
