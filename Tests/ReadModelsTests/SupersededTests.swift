import Encodings
import LogModels
import Projection
import ReadModels
import SyncModel
import TestSupport
import Testing

/// Changes that a newer version of their key had outlived when they came.
@Suite struct SupersededTests {
    private static let path = FolderPath.sample()

    private static let sync = Sync.sample(
        "1",
        of: path,
        to: Destination.account("a"),
        options: SyncOptions(initialSyncBehavior: .preserveDestination)
    )

    private static func set(_ key: String, _ version: Int64?) -> SecretChange {
        .set(entry(key, version))
    }

    private static func entry(_ key: String, _ version: Int64?) -> SecretEntry {
        SecretEntry.sample(key, "\(key) \(version ?? -1)", version: version)
    }

    private static func event(
        _ position: Int64,
        _ body: EventBody,
        version: Int64? = nil
    )
        -> RecordedEvent
    {
        RecordedEvent.sample(position, body, version: version ?? body.version, source: "s")
    }

    private static func fold(_ bodies: [EventBody]) -> (state: State, last: RecordedEvent) {
        var state = State()
        var last = event(1, .sync(.created(sync)))
        state.apply(last)
        for (index, body) in bodies.enumerated() {
            last = event(Int64(index + 2), body)
            state.apply(last)
        }
        return (state, last)
    }

    /// What came before, the newest event, and the keys of it that came too late.
    private static let cases: [(before: [EventBody], newest: EventBody, late: [String])] = [
        ([changed(set("K", 5))], changed(set("K", 4)), ["K"]),
        ([changed(set("K", 5))], changed(set("K", 5)), []),
        ([changed(set("K", 5))], changed(set("K", nil)), []),
        ([changed(set("K", 5), .delete(key: "K", version: 6))], changed(set("K", 1)), ["K"]),
        ([changed(set("K", 5))], changed(.delete(key: "K", version: 4)), ["K"]),
        ([changed(set("K", 5))], changed(set("A", 1), set("K", 4), set("K", 3)), ["K"]),
        ([], changed(set("K", 5), .delete(key: "K", version: 6), set("K", 1)), ["K"]),
        // One of the two counts, so the key is not outlived.
        ([changed(set("K", 5))], changed(set("K", 4), set("K", 6)), []),
        ([changed(set("K", 5))], .secrets(.snapshot(path, [entry("K", 4), entry("B", 1)])), ["K"]),
        // The snapshot ends the count of a key that is deleted by then; the key it lists may begin
        // anew.
        ([changed(.delete(key: "K", version: 6))], .secrets(.snapshot(path, [entry("K", 1)])), []),
    ]

    private static func changed(_ changes: SecretChange...) -> EventBody {
        .secrets(.changed(path, changes))
    }

    @Test(arguments: cases.indices)
    func `what came too late is known by its event`(index: Int) {
        let (before, newest, late) = Self.cases[index]
        let (state, last) = Self.fold(before + [newest])
        #expect(state.superseded(by: last) == late)
        #expect(state.supersededChanges(of: Self.sync).map(\.key) == late)
        let notice = state.notices(of: Self.sync).first { $0.code == "superseded" }
        #expect((notice != nil) == !late.isEmpty)
        #expect(late.allSatisfy { notice?.message.contains("\($0) (version ") == true })
    }

    @Test func `a snapshot lets versions of deleted keys begin anew, and of no others`() {
        let (state, _) = Self.fold([
            Self.changed(Self.set("GONE", 5), Self.set("KEPT", 5), Self.set("DROPPED", 5)),
            Self.changed(.delete(key: "GONE", version: 6)),
            .secrets(.snapshot(Self.path, [Self.entry("KEPT", 4)])),
            Self.changed(Self.set("GONE", 1), Self.set("KEPT", 1), Self.set("DROPPED", 1)),
        ])
        // What the snapshot itself takes away was not deleted when it came.
        #expect(
            state.desired(for: Self.sync)?.variables.map(\.fingerprint.text)
                == ["GONE 1", "KEPT 5"]
        )
        let (again, _) = Self.fold([
            Self.changed(Self.set("DROPPED", 5)), .secrets(.snapshot(Self.path, [])),
            .secrets(.snapshot(Self.path, [])), Self.changed(Self.set("DROPPED", 1)),
        ])
        #expect(again.desired(for: Self.sync)?.variables.map(\.key) == ["DROPPED"])
    }

    @Test func `a snapshot of the first version ends no count, so old logs mean what they meant`() {
        var state = State()
        let events = [
            Self.event(1, .sync(.created(Self.sync))),
            Self.event(2, Self.changed(.delete(key: "K", version: 6))),
            Self.event(3, .secrets(.snapshot(Self.path, [])), version: 1),
            Self.event(4, Self.changed(Self.set("K", 1))),
        ]
        for event in events { state.apply(event) }
        #expect(state.desired(for: Self.sync)?.variables.isEmpty == true)
    }

    @Test(arguments: [changed(set("K", 5)), changed(set("K", nil)), .secrets(.snapshot(path, []))])
    func `the notice ends with the next change that counts`(end: EventBody) {
        let before = [
            Self.changed(Self.set("K", 5), .delete(key: "K", version: 5)),
            Self.changed(Self.set("K", 4)),
        ]
        #expect(Self.fold(before).state.supersededChanges(of: Self.sync).map(\.key) == ["K"])
        let (state, _) = Self.fold(before + [end])
        #expect(state.supersededChanges(of: Self.sync).isEmpty)
        #expect(state.notices(of: Self.sync).allSatisfy { $0.code != "superseded" })
    }

    @Test func `the history of a sync shows what came too late`() {
        var history = SyncHistory(of: "1", after: Self.fold([Self.changed(Self.set("K", 5))]).state)
        let entry = history.take(Self.event(3, Self.changed(Self.set("K", 4), Self.set("A", 1))))
        #expect(entry?.superseded == ["K"])
        #expect(entry?.changes.map(\.key) == ["A"])
        let other = FolderPath.sample("/other")
        _ = history.take(Self.event(4, .secrets(.changed(other, [Self.set("K", 5)]))))
        #expect(history.take(Self.event(5, .secrets(.changed(other, [Self.set("K", 4)])))) == nil)
    }

    @Test func `a state read back from its canonical form is the same state`() throws {
        let (state, _) = Self.fold([
            Self.changed(Self.set("K", 5), Self.set("L", 5)),
            Self.changed(Self.set("K", 4), Self.set("L", 4)), Self.changed(Self.set("L", 6)),
        ])
        let bytes = CanonicalEncoding.encode(state.canonical)
        #expect(try State(canonical: try CanonicalDecoding.decode(bytes)) == state)
    }
}
