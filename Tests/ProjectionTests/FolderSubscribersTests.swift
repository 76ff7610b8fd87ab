import Projection
import SyncModel
import TestSupport
import Testing

/// Which syncs an event leads to.
@Suite struct FolderSubscribersTests {
    private static func path(_ number: Int) -> FolderPath {
        FolderPath.sample("/f\(number)")
    }

    private static func event(_ position: Int64, _ body: EventBody) -> RecordedEvent {
        RecordedEvent.sample(position, body)
    }

    private static func sync(_ number: Int) -> Sync {
        Sync.sample("sync-\(number)", of: path(number), to: Destination.account("a"))
    }

    @Test func `of 5,000 syncs a change concerns those that read the folder, imports followed`() {
        var state = State()
        for number in 0..<5000 {
            state.apply(Self.event(Int64(number + 1), .sync(.created(Self.sync(number)))))
        }
        let change = Self.event(6000, .secrets(.changed(Self.path(7), [])))
        #expect(state.affectedSyncs(by: change) == ["sync-7"])

        let imports = Self.event(6001, .secrets(.imports(Self.path(8), [Self.path(7)])))
        state.apply(imports)
        state.apply(Self.event(6002, .secrets(.imports(Self.path(9), [Self.path(8)]))))
        #expect(state.affectedSyncs(by: imports) == ["sync-8", "sync-9"])
        #expect(state.affectedSyncs(by: change) == ["sync-7", "sync-8", "sync-9"])

        state.apply(Self.event(6003, .secrets(.imports(Self.path(8), []))))
        state.apply(Self.event(6004, .sync(.deleted(id: "sync-7"))))
        #expect(state.affectedSyncs(by: change) == [])
    }

    @Test func `a state read back from a snapshot leads to the same syncs`() throws {
        var state = State()
        state.apply(Self.event(1, .sync(.created(Self.sync(8)))))
        state.apply(Self.event(2, .secrets(.imports(Self.path(8), [Self.path(7)]))))
        let restored = try State(canonical: state.canonical)
        #expect(restored == state)
        let change = Self.event(3, .secrets(.changed(Self.path(7), [])))
        #expect(restored.affectedSyncs(by: change) == ["sync-8"])
    }
}
