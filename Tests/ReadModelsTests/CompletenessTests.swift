import Projection
import ReadModels
import SyncModel
import TestSupport
import Testing

private let path = FolderPath.sample("/a")
private let shared = FolderPath.sample("/b")
private let id = FolderID(source: "s", path: path)

private func entry(_ key: String) -> SecretEntry {
    SecretEntry.sample(key, "1")
}

private func observed(_ keys: [String]) -> EventBody {
    .folder(
        .observed(
            path,
            FolderObservation(
                cause: .notified,
                through: .beforeFirst,
                secrets: keys.map(entry),
                imports: []
            )
        )
    )
}

private func fold(_ bodies: [EventBody], onto start: State = State()) -> State {
    State(folding: bodies, source: "s", onto: start)
}

private func sync(_ behavior: SyncOptions.InitialSyncBehavior = .overwriteDestination) -> Sync {
    Sync.sample(
        "1",
        of: path,
        to: Destination.account("a"),
        options: SyncOptions(initialSyncBehavior: behavior)
    )
}

/// Partly known is not whole: which events say that a folder's whole content is known.
@Suite struct CompletenessTests {
    private static let changed = EventBody.secrets(.changed(path, [.set(entry("A"))]))
    private static let declared = EventBody.folder(.declaredComplete(id))

    @Test(
        arguments: [
            ([changed], false), ([changed, changed], false),
            ([changed, .secrets(.changed(path, [.delete(key: "A", version: nil)]))], false),
            ([.secrets(.imports(path, [])), changed], false),
            ([changed, .folder(.notified(path))], false),
            // Of a folder that nobody reported nothing can be declared.
            ([declared, changed], false),
            ([.secrets(.snapshot(path, []))], true),
            ([changed, .secrets(.snapshot(path, []))], true),
            ([.secrets(.snapshot(path, [])), changed], true),
            ([observed(["A"])], true), ([changed, observed([])], true),
            ([changed, declared], true), ([changed, declared, changed], true),
        ] as [([EventBody], Bool)]
    )
    func `a folder is whole once it was listed, read or declared so`(
        bodies: [EventBody],
        isComplete: Bool
    ) throws {
        let state = fold(bodies)
        #expect(state.folders[id]?.isComplete == isComplete)
        #expect(try State(canonical: state.canonical) == state)
        let desired = try #require(state.desired(for: sync()))
        #expect(desired.incompleteFolders == (isComplete ? [] : [path]))
        #expect(state.incompleteFolders(of: sync()) == desired.incompleteFolders)
        #expect(state.prunes(sync()) == isComplete)
        let notices = state.notices(of: sync()).map(\.code)
        #expect(notices == (isComplete ? [] : ["prunes-nothing-yet"]))
        #expect(state.notices(of: sync(.preserveDestination)).isEmpty)
    }

    @Test func `one folder that is known in part makes the whole sync so`() {
        let whole = EventBody.secrets(.snapshot(path, [entry("A")]))
        let imports = EventBody.secrets(.imports(path, [shared]))
        let part = EventBody.secrets(.changed(shared, [.set(entry("B"))]))
        let partly = fold([whole, imports, part])
        #expect(partly.incompleteFolders(of: sync()) == [shared])
        #expect(partly.desired(for: sync())?.incompleteFolders == [shared])
        let known = fold(
            [.folder(.declaredComplete(FolderID(source: "s", path: shared)))],
            onto: partly
        )
        #expect(known.prunes(sync()))
    }

    @Test(arguments: [
        EventBody.secrets(.snapshot(path, [entry("A")])), observed(["A"]), declared,
    ])
    func `a folder that becomes whole calls for a push, though no secret changed`(
        body: EventBody
    ) {
        let before = fold([.sync(.created(sync())), Self.changed])
        let after = fold([body], onto: before)
        #expect(after.lastChange(for: sync()) == after.position)
        let again = fold([body], onto: after)
        #expect(again.lastChange(for: sync()) == after.position)
    }
}
