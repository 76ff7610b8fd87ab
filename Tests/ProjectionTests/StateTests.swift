import Projection
import SyncModel
import Testing

private let path = FolderPath(projectID: "p", environment: "dev", secretPath: "/a")
private let imported = FolderPath(projectID: "p", environment: "dev", secretPath: "/b")

private func entry(_ key: String, _ value: String, version: Int64? = nil) -> SecretEntry {
    SecretEntry(
        key: key,
        fingerprint: Fingerprint(text: value),
        isBlank: false,
        version: version,
        slot: 0
    )
}

private func events(_ bodies: [EventBody]) -> [RecordedEvent] {
    bodies.enumerated()
        .map { index, body in
            RecordedEvent(
                position: Position(Int64(index + 1)),
                id: "\(index)",
                recordedAt: Timestamp(microseconds: Int64(index)),
                version: 1,
                source: "s",
                deliveryIdentity: nil,
                deliveryID: nil,
                actor: nil,
                body: body,
                ciphertextDigests: []
            )
        }
}

private func fold(_ events: some Sequence<RecordedEvent>, onto start: State = State()) -> State {
    events.reduce(into: start) { $0.apply($1) }
}

private func makeSync(schema: String? = nil) -> Sync {
    Sync(
        id: "1",
        name: "n",
        description: nil,
        folder: path,
        sourceName: nil,
        connectionID: "c",
        destination: Destination(accountID: "a", accountName: nil, groupID: nil, groupName: nil),
        options: SyncOptions(keySchema: schema.flatMap(KeySchema.init)),
        isAutoSyncEnabled: true,
        createdAt: Timestamp(microseconds: 0),
        updatedAt: Timestamp(microseconds: 0)
    )
}

@Suite struct StateTests {
    private static let history = events([
        .syncCreated(makeSync(schema: "X_{{secretKey}}")),
        .secretsSnapshot(path, [entry("A", "1"), entry("B", "2", version: 4)]),
        .secretsChanged(path, [.set(entry("A", "3")), .delete(key: "B", version: 5)]),
        .secretsImports(path, [imported]),
        .secretsSnapshot(imported, [entry("A", "9"), entry("C", "7")]),
        .syncPushRequested(syncID: "1"),
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

    @Test func `own secrets win over imported ones and the key schema names them`() {
        let desired = fold(Self.history).desired(for: makeSync(schema: "X_{{secretKey}}"))
        #expect(desired?.variables.map(\.key) == ["X_A", "X_C"])
        #expect(desired?.variables.map(\.fingerprint.text) == ["3", "7"])
    }

    @Test func `a folder of which nothing is known has no state`() {
        #expect(fold(events([.syncCreated(makeSync())])).desired(for: makeSync()) == nil)
    }

    @Test func `a snapshot without secrets makes the folder empty and known`() {
        let state = fold(events([.secretsSnapshot(path, [])]))
        #expect(state.desired(for: makeSync())?.variables == [])
    }

    @Test func `a lower version has no effect, also after a deletion`() {
        let state = fold(
            events([
                .secretsChanged(path, [.set(entry("A", "new", version: 7))]),
                .secretsChanged(path, [.set(entry("A", "old", version: 6))]),
                .secretsChanged(path, [.delete(key: "B", version: 3)]),
                .secretsChanged(path, [.set(entry("B", "late", version: 2))]),
            ])
        )
        #expect(state.desired(for: makeSync())?.variables.map(\.fingerprint.text) == ["new"])
    }

    @Test func `imports that lead in a circle are cut`() {
        let state = fold(
            events([
                .secretsSnapshot(path, [entry("A", "1")]),
                .secretsSnapshot(imported, [entry("B", "2")]),
                .secretsImports(path, [imported]), .secretsImports(imported, [path]),
            ])
        )
        #expect(state.desired(for: makeSync())?.variables.map(\.key) == ["A", "B"])
    }
}
