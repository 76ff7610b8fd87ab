import Encodings
import Projection
import SyncModel
import TestSupport
import Testing

private let path = FolderPath.sample("/a")
private let shared = FolderPath.sample("/shared")
private let id = FolderID(source: "s", path: path)

private func event(_ position: Int64, _ body: EventBody) -> RecordedEvent {
    RecordedEvent.sample(position, body, source: "s")
}

private func fold(_ bodies: EventBody...) -> State {
    bodies.enumerated().reduce(into: State()) { $0.apply(event(Int64($1.offset + 1), $1.element)) }
}

private func observed(
    _ cause: FolderObservation.Cause,
    through: Int64,
    _ values: [String: String],
    imports: [FolderPath] = []
) -> EventBody {
    .folder(
        .observed(
            path,
            FolderObservation(
                cause: cause,
                through: Position(through),
                secrets: values.sorted { $0.key < $1.key }
                    .map {
                        SecretEntry.sample($0.key, $0.value)
                    },
                imports: imports
            )
        )
    )
}

private let failed = EventBody.folder(.fetchFailed(path, FetchFailure(code: "c", message: "m")))

@Suite struct FetchStateTests {
    @Test func `an observation says exactly what a folder holds`() {
        let state = fold(
            observed(.configured, through: 0, ["A": "1", "B": "2"]),
            observed(.notified, through: 1, ["B": "3"])
        )
        #expect(state.folders[id]?.secrets.mapValues(\.fingerprint.text) == ["B": "3"])
    }

    @Test func `a failed read takes nothing away and is remembered until a read succeeds`() {
        let failing = fold(observed(.configured, through: 0, ["A": "1"]), failed, failed)
        #expect(failing.folders[id]?.secrets.keys.sorted() == ["A"])
        #expect(failing.fetchStatuses[id]?.failure?.code == "c")
        #expect(failing.fetchStatuses[id]?.failingSince == Timestamp(microseconds: 2))
        let mended = fold(failed, observed(.configured, through: 0, ["A": "1"]))
        #expect(mended.fetchStatuses[id]?.failure == nil)
        #expect(mended.fetchStatuses[id]?.failingSince == nil)
    }

    @Test func `a failed first read leaves the folder unknown`() {
        #expect(fold(failed).folders[id]?.isKnown != true)
    }

    @Test func `a notification is answered by an observation that began after it`() {
        let told = EventBody.folder(.notified(path))
        #expect(fold(told).unansweredNotification(of: id) == Position(1))
        let answered = fold(told, observed(.notified, through: 1, [:]))
        #expect(answered.unansweredNotification(of: id) == nil)
        let late = fold(told, told, observed(.notified, through: 1, [:]))
        #expect(late.unansweredNotification(of: id) == Position(2))
    }

    @Test func `a notification of an imported folder is one of the folder that imports it`() {
        let state = fold(
            observed(.configured, through: 0, [:], imports: [shared]),
            .folder(.notified(shared))
        )
        #expect(state.unansweredNotification(of: id) == Position(2))
    }

    @Test func `a difference that nobody told of is one that was missed`() {
        let state = fold(
            observed(.configured, through: 0, ["A": "1"]),
            observed(.notified, through: 1, ["A": "2"]),
            observed(.reconcile, through: 2, ["A": "2"])
        )
        #expect(state.fetchStatuses[id]?.lastMissedAt == nil)
        let missed = fold(
            observed(.configured, through: 0, ["A": "1"]),
            observed(.reconcile, through: 1, ["A": "2"])
        )
        #expect(missed.fetchStatuses[id]?.lastMissedAt == Timestamp(microseconds: 2))
    }

    @Test func `how reading stands survives a snapshot`() throws {
        let state = fold(
            .folder(.notified(path)),
            observed(.reconcile, through: 1, ["A": "1"], imports: [shared]),
            failed
        )
        let bytes = CanonicalEncoding.encode(state.canonical)
        #expect(try State(canonical: try CanonicalDecoding.decode(bytes)) == state)
    }

    @Test func `what is read back from an event is what was written`() throws {
        for body in [observed(.notified, through: 7, ["A": "1"], imports: [shared]), failed] {
            let read = try EventBody(type: body.type, version: 1, data: body.data)
            #expect(read == body)
        }
    }

    private static func held(_ emptied: FolderPath..., keys: Int = 1) -> EventBody {
        .folder(
            .emptiedHeld(
                path,
                HeldEmptiness(
                    cause: .reconcile,
                    through: Position(1),
                    emptied: emptied,
                    keyCount: keys
                )
            )
        )
    }

    @Test func `what is held changes nothing that syncs could see`() {
        let before = fold(observed(.configured, through: 0, ["A": "1"]))
        let after = fold(observed(.configured, through: 0, ["A": "1"]), Self.held(path))
        #expect(after.folders == before.folders)
        #expect(after.fetchStatuses[id]?.held?.emptied == [path])
        #expect(after.fetchStatuses[id]?.fetchedThrough == Position(1))
    }

    @Test func `waiting begins anew with another folder, and ends with what is seen`() {
        let first = observed(.configured, through: 0, ["A": "1"], imports: [shared])
        let both = fold(first, Self.held(path), Self.held(path, shared, keys: 2))
        #expect(both.fetchStatuses[id]?.held?.since == Timestamp(microseconds: 3))
        let fewer = fold(first, Self.held(path, shared), Self.held(shared))
        #expect(fewer.fetchStatuses[id]?.held?.since == Timestamp(microseconds: 2))
        let seen = fold(first, Self.held(path), observed(.reconcile, through: 2, ["A": "1"]))
        #expect(seen.fetchStatuses[id]?.held == nil)
    }

    @Test func `a confirmation is of what was held then, and asks for another read`() {
        let first = observed(.configured, through: 0, ["A": "1"], imports: [shared])
        let confirmed = fold(first, Self.held(path), .folder(.emptiedConfirmed(path)))
        #expect(confirmed.fetchStatuses[id]?.held?.isConfirmed == true)
        #expect(confirmed.unansweredNotification(of: id) == Position(3))
        let more = fold(first, Self.held(path), .folder(.emptiedConfirmed(path)), Self.held(shared))
        #expect(more.fetchStatuses[id]?.held?.isConfirmed == false)
        let late = fold(first, .folder(.emptiedConfirmed(path)), Self.held(path))
        #expect(late.fetchStatuses[id]?.held?.isConfirmed == false)
    }
}
