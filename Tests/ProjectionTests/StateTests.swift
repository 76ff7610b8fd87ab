import Encodings
import Projection
import SyncModel
import TestSupport
import Testing

private let path = FolderPath.sample("/a")
private let imported = FolderPath.sample("/b")

private func entry(_ key: String, _ value: String, version: Int64? = nil) -> SecretEntry {
    SecretEntry.sample(key, value, version: version)
}

private func events(_ bodies: [EventBody]) -> [RecordedEvent] {
    bodies.enumerated()
        .map { index, body in
            RecordedEvent.sample(Int64(index + 1), body, source: "s")
        }
}

private func fold(_ events: some Sequence<RecordedEvent>, onto start: State = State()) -> State {
    events.reduce(into: start) { $0.apply($1) }
}

private func makeSync(schema: String? = nil) -> Sync {
    Sync.sample(
        "1",
        of: path,
        to: Destination.account("a"),
        options: SyncOptions(keySchema: schema.flatMap(KeySchema.init))
    )
}

@Suite struct StateTests {
    private static let history = events([
        .sync(.created(makeSync(schema: "X_{{secretKey}}"))),
        .secrets(.snapshot(path, [entry("A", "1"), entry("B", "2", version: 4)])),
        .secrets(.changed(path, [.set(entry("A", "3")), .delete(key: "B", version: 5)])),
        .secrets(.imports(path, [imported])),
        .secrets(.snapshot(imported, [entry("A", "9"), entry("C", "7")])),
        .sync(.pushRequested(syncID: "1")),
    ])

    @Test(arguments: 0...history.count)
    func `replaying in two parts gives what replaying at once gives`(cut: Int) {
        let first = fold(Self.history[..<cut])
        #expect(fold(Self.history[cut...], onto: first) == fold(Self.history))
    }

    @Test func `a state read back from its canonical form is the same state`() throws {
        let state = fold(Self.history)
        let bytes = CanonicalEncoding.encode(state.canonical)
        #expect(try State(canonical: try CanonicalDecoding.decode(bytes)) == state)
    }

    @Test func `what changes only words or auto-sync leaves nothing to push`() throws {
        let pushed = fold(Self.history)
        func configuredAt(_ change: (inout Sync) -> Void) -> Position? {
            var sync = makeSync(schema: "X_{{secretKey}}")
            sync.updatedAt = Timestamp(microseconds: 1)
            change(&sync)
            var state = pushed
            state.apply(RecordedEvent.sample(100, .sync(.updated(sync)), source: "s"))
            return state.statuses["1"]?.configuredAt
        }
        let before = pushed.statuses["1"]?.configuredAt
        #expect(before == Position(1))
        #expect(configuredAt { $0.name = "other" } == before)
        #expect(configuredAt { $0.description = "other" } == before)
        #expect(configuredAt { $0.isAutoSyncEnabled.toggle() } == before)
        #expect(configuredAt { $0.options.maxDeletions = 1 } == Position(100))
        #expect(configuredAt { $0.connectionID = "other" } == Position(100))
        // Whoever saves it as it is wants it to be tried again.
        #expect(configuredAt { _ in } == Position(100))
    }

    @Test func `own secrets win over imported ones and the key schema names them`() {
        let desired = fold(Self.history).desired(for: makeSync(schema: "X_{{secretKey}}"))
        #expect(desired?.variables.map(\.key) == ["X_A", "X_C"])
        #expect(desired?.variables.map(\.fingerprint.text) == ["3", "7"])
    }

    @Test func `a folder of which nothing is known has no state`() {
        #expect(fold(events([.sync(.created(makeSync()))])).desired(for: makeSync()) == nil)
    }

    @Test func `a snapshot without secrets makes the folder empty and known`() {
        let state = fold(events([.secrets(.snapshot(path, []))]))
        #expect(state.desired(for: makeSync())?.variables == [])
    }

    @Test func `a lower version has no effect, also after a deletion`() {
        let state = fold(
            events([
                .secrets(.changed(path, [.set(entry("A", "new", version: 7))])),
                .secrets(.changed(path, [.set(entry("A", "old", version: 6))])),
                .secrets(.changed(path, [.delete(key: "B", version: 3)])),
                .secrets(.changed(path, [.set(entry("B", "late", version: 2))])),
            ])
        )
        #expect(state.desired(for: makeSync())?.variables.map(\.fingerprint.text) == ["new"])
    }

    @Test func `imports that lead in a circle are cut`() {
        let state = fold(
            events([
                .secrets(.snapshot(path, [entry("A", "1")])),
                .secrets(.snapshot(imported, [entry("B", "2")])),
                .secrets(.imports(path, [imported])), .secrets(.imports(imported, [path])),
            ])
        )
        #expect(state.desired(for: makeSync())?.variables.map(\.key) == ["A", "B"])
    }

    private static let composed = "caf\u{e9}"
    private static let decomposed = "cafe\u{301}"

    /// The spellings of the names that a sync wants the values of, each with the value's position.
    private func wanted(_ state: State) -> [String: Int64] {
        let variables = state.desired(for: makeSync())?.variables ?? []
        return Dictionary(
            uniqueKeysWithValues: variables.map {
                (
                    $0.valueName.text.unicodeScalars.map { "\($0.value)" }.joined(),
                    $0.position.number
                )
            }
        )
    }

    private func spelled(_ key: String, in folder: FolderPath = path) -> String {
        ValueName.secret(key, in: FolderID(source: "s", path: folder)).text
            .unicodeScalars.map { "\($0.value)" }.joined()
    }

    @Test func `of two spellings of one key that stays which the value was sealed under`() throws {
        let (a, b) = (entry(Self.composed, "1"), entry(Self.decomposed, "2"))
        var state = fold(
            events([.secrets(.changed(path, [.set(a)])), .secrets(.changed(path, [.set(b)]))])
        )
        #expect(wanted(state) == [spelled(Self.decomposed): 2])
        #expect(try wanted(State(canonical: state.canonical)) == wanted(state))
        state = fold(events([.secrets(.snapshot(path, [b])), .secrets(.snapshot(path, [a]))]))
        #expect(wanted(state) == [spelled(Self.composed): 2])
    }

    @Test func `versions and deletions are those of the key, however it is spelled`() {
        let set = EventBody.secrets(.changed(path, [.set(entry(Self.composed, "1", version: 4))]))
        for (version, isThere) in [(3, true), (4, false), (nil, false)] as [(Int64?, Bool)] {
            let delete = SecretChange.delete(key: Self.decomposed, version: version)
            let state = fold(events([set, .secrets(.changed(path, [delete]))]))
            #expect(wanted(state).isEmpty == !isThere)
            #expect(state.desired(for: makeSync())?.removals.isEmpty == isThere)
        }
        let late = EventBody.secrets(
            .changed(path, [.set(entry(Self.decomposed, "2", version: 3))])
        )
        #expect(wanted(fold(events([set, late]))) == [spelled(Self.composed): 1])
    }

    @Test func `an own secret and an imported one are one key, however they are spelled`() {
        let state = fold(
            events([
                .secrets(.snapshot(imported, [entry(Self.composed, "1")])),
                .secrets(.snapshot(path, [entry(Self.decomposed, "2")])),
                .secrets(.imports(path, [imported])),
            ])
        )
        #expect(wanted(state) == [spelled(Self.decomposed): 2])
    }

    @Test func `values are destroyed under each spelling that they were sealed under`() {
        var history = ValueHistory()
        // As long in bytes: only the letters tell the two names apart.
        let keys = ["\u{212b}", "A\u{30a}"]
        for event in events(keys.map { .secrets(.changed(path, [.set(entry($0, $0))])) }) {
            history.take(event)
        }
        let found = history.shredding(all: { $0.key == keys[0] }, cause: .secret)
        #expect(found.places.count == 2)
        let folder = FolderID(source: "s", path: path)
        #expect(Set(found.names) == Set(keys.map { ValueName.secret($0, in: folder) }))
        #expect(found.names.count == 2)
    }
}
