import Encodings
import EventLog
import Foundation
import LiveLog
import Projection
import SyncModel
import Testing

/// Logs with an event of every type, as version 1 of the forms wrote it.
///
/// A file is never edited: logs in use have this content. New types and new versions add files.
@Suite struct GoldenLogTests {
    private struct Golden {
        let envelopes: [[UInt8]]
        let stateHash: String
    }

    private static let logs = [
        "version-1", "version-1-parking", "version-1-administration", "version-1-emptied",
        "version-1-holding", "version-1-plans", "version-2-snapshot",
        "version-1-deliveries",
    ]

    private static func golden(_ name: String) throws -> Golden {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appendingPathComponent("fixtures/logs/\(name).json")
        let json = try JSONValue.parse([UInt8](Data(contentsOf: file)))
        let envelopes = try #require(json["envelopes"]?.array)
            .map { hex in
                let digits = Array((hex.string ?? "").utf8)
                return stride(from: 0, to: digits.count, by: 2)
                    .map { index in
                        UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16)
                            ?? 0
                    }
            }
        return Golden(envelopes: envelopes, stateHash: try #require(json["stateHash"]?.string))
    }

    private static func event(_ envelope: [UInt8]) throws -> RecordedEvent {
        try envelope.withUnsafeBytes { try RecordedEvent(envelope: $0) }
    }

    @Test(arguments: logs)
    func `a log of every version folds to the state it always folded to`(name: String) throws {
        let golden = try Self.golden(name)
        var state = State()
        for envelope in golden.envelopes { state.apply(try Self.event(envelope)) }
        // Another hash makes saved states, and those of other machines, incomparable.
        #expect(stateHash(state) == golden.stateHash)
    }

    @Test(arguments: logs) func `the newest version is written as it was read`(
        name: String
    ) throws {
        for envelope in try Self.golden(name).envelopes {
            #expect(CanonicalEncoding.encode(try Self.event(envelope).canonical) == envelope)
        }
    }

    @Test func `every type of event is in one of them`() throws {
        let types = try Self.logs.flatMap { try Self.golden($0).envelopes }
            .map { try Self.event($0).body.type }
        let every =
            Self.everyEvent + Self.everyAdministration + Self.everyEmptied + Self.everyHolding
            + Self.everyPlan + Self.everyDelivery
        #expect(Set(types) == Set(every.map(\.type)))
    }

    @Test(arguments: logs) func `a state that was kept half-way is the same after the rest`(
        name: String
    ) throws {
        let events = try Self.golden(name).envelopes.map(Self.event)
        let whole = events.reduce(into: State()) { $0.apply($1) }
        for cut in events.indices {
            let half = events[..<cut].reduce(into: State()) { $0.apply($1) }
            let kept = Snapshot.state(of: Snapshot.bytes(of: half), at: half.position)
            let state = events[cut...].reduce(into: try #require(kept)) { $0.apply($1) }
            #expect(state == whole, "cut at \(cut)")
        }
    }

    private static let time = Timestamp(microseconds: 1_790_000_000_000_000)
    private static let path = FolderPath(
        projectID: "p-1",
        environment: "dev",
        secretPath: "/app"
    )
    private static let destination = Destination(
        accountID: "a-1",
        accountName: "First",
        groupID: nil,
        groupName: nil
    )

    /// What keeps a push from taking what nobody agreed to.
    private static var everyHolding: [EventBody] {
        let sync = Sync(
            id: "s-1",
            name: "one",
            description: nil,
            folder: path,
            sourceName: nil,
            connectionID: "c-1",
            destination: destination,
            options: SyncOptions(),
            isAutoSyncEnabled: true,
            createdAt: time,
            updatedAt: time
        )
        let other = FolderPath(projectID: "p-1", environment: "dev", secretPath: "/shared")
        let run = PushRun(id: "run-1", syncID: "s-1", kind: .push, through: Position(5))
        let problem = PushProblem(code: "needs-consent", message: "Look at it first.")
        return [
            .sync(.created(sync)), .sync(.consentRequired(syncID: "s-1")),
            .secrets(.changed(path, [.set(entry("A", nil))])),
            .secrets(.changed(other, [.set(entry("B", nil))])),
            .folder(.declaredComplete(FolderID(source: "hanzo", path: path))),
            .push(.started(run)), .push(.finished(run, .failed(problem, nextTryAt: nil))),
            .sync(.planApproved(syncID: "s-1", planID: "s-1-2")),
            .sync(.consentGiven(syncID: "s-1", planID: "s-1-2", keys: ["A"])),
            .pushing(.held(reason: "drill")), .pushing(.released),
            .administration(.logRestored(through: Position(11))),
        ]
    }

    private static func entry(_ key: String, _ version: Int64?) -> SecretEntry {
        SecretEntry(
            key: key,
            fingerprint: Fingerprint(text: "fp1:00112233445566778899aabbccddeeff"),
            isBlank: key == "BLANK",
            version: version,
            slot: 0
        )
    }

    private static func variable(_ key: String, isWritten: Bool) -> PushedVariable {
        PushedVariable(
            runID: "run-1",
            syncID: "s-1",
            accountID: "a-1",
            groupID: nil,
            key: key,
            fingerprint: isWritten ? entry(key, nil).fingerprint : nil,
            value: isWritten
                ? WrittenValue(
                    place: SealedValueReference(position: Position(5), slot: 0),
                    name: .secret(key, in: FolderID(source: "hanzo", path: path))
                ) : nil
        )
    }

    /// What cannot be taken as it came.
    private static var everyDelivery: [EventBody] {
        let source = WebhookSource(
            name: "hanzo",
            preset: "custom",
            scheme: ["header": "x-s"],
            payload: .secretEvents,
            secrets: [],
            toleranceSeconds: 300,
            isEnabled: true,
            createdAt: time,
            updatedAt: time
        )
        let leftOut = LeftOutSecret("env:Production", reason: "Its name holds a colon or a slash.")
        let large = LeftOutSecret(
            "A",
            reason: "Its value has 65537 bytes; at most 65536 are taken."
        )
        let observation = FolderObservation(
            cause: .configured,
            through: Position(1),
            secrets: [entry("B", nil)],
            imports: [],
            leftOut: [large]
        )
        return [
            .source(.created(source)),
            .secrets(.snapshot(path, [entry("A", nil)], leftOut: [leftOut])),
            .secrets(.changed(path, [.set(entry("C", nil))], leftOut: [leftOut, large])),
            .folder(.observed(path, observation)), .delivery(.differed(first: Position(2))),
            .delivery(.differed(first: Position(3))),
        ]
    }

    /// What a read that shows nothing any more leaves, and what somebody says of it.
    private static var everyEmptied: [EventBody] {
        let shared = FolderPath(projectID: "p-1", environment: "dev", secretPath: "/shared")
        let observation = FolderObservation(
            cause: .configured,
            through: Position(1),
            secrets: [entry("A", nil), entry("HOST", nil)],
            imports: [shared],
            importedKeys: [["HOST"]]
        )
        func held(_ emptied: FolderPath...) -> HeldEmptiness {
            HeldEmptiness(
                cause: .reconcile,
                through: Position(2),
                emptied: emptied,
                keyCount: emptied.count
            )
        }
        return [
            .folder(.observed(path, observation)), .folder(.emptiedHeld(path, held(shared))),
            .folder(.emptiedConfirmed(path)), .folder(.emptiedHeld(path, held(path, shared))),
            .folder(.emptiedHeld(path, held(path))), .folder(.emptiedConfirmed(path)),
        ]
    }

    /// What concerns keys, values and tokens, after something that it can concern.
    private static var everyAdministration: [EventBody] {
        let places = [
            SealedValueReference(position: Position(1), slot: 0),
            SealedValueReference(position: Position(2), slot: 0),
        ]
        let token = APIToken(
            name: "auditor-1",
            role: .auditor,
            digest: [UInt8](repeating: 5, count: 32),
            createdAt: time
        )
        var other = token
        (other.name, other.role) = ("robot", .admin)
        return [
            .secrets(.snapshot(path, [entry("A", nil), entry("B", 2)])),
            .secrets(.changed(path, [.set(entry("C", nil))])),
            .administration(
                .valuesRevealed(ValuesRevealed(purpose: "state --reveal", positions: [Position(1)]))
            ),
            .administration(
                .valuesShredded(
                    ValuesShredded(
                        cause: .secret,
                        places: places,
                        names: [.secret("A", in: FolderID(source: "hanzo", path: path))]
                    )
                )
            ),
            .secrets(.changed(path, [.set(entry("C", nil))])),
            .administration(.keyRotated(KeyRotation(kind: .master, from: "0011", to: "2233"))),
            .administration(
                .keyRotated(KeyRotation(kind: .checkpoint, from: "a+00+AA==", to: "a+11+AA=="))
            ),
            .administration(.tokenCreated(token)), .administration(.tokenCreated(other)),
            .administration(.tokenRevoked(name: "robot")),
            .administration(
                .logExported(
                    LogExport(after: .beforeFirst, through: Position(9), format: "jsonl")
                )
            ),
        ]
    }

    /// One event of each type, in an order that a log could have.
    private static var everyEvent: [EventBody] {
        let place = SealedValueReference(position: Position(1), slot: 0)
        let source = WebhookSource(
            name: "hanzo",
            preset: "hanzo-kms",
            scheme: [:],
            payload: .hanzoKMS,
            secrets: [
                .init(id: "1", createdAt: time, notBefore: nil, notAfter: time, value: place)
            ],
            toleranceSeconds: 300,
            isEnabled: true,
            kmsAccess: KMSAccess(
                api: .infisicalV3,
                baseURL: "https://kms.example",
                clientID: "c",
                clientSecret: SealedValueReference(position: Position(1), slot: 1)
            ),
            createdAt: time,
            updatedAt: time
        )
        let connection = Connection(
            id: "c-1",
            name: "main",
            description: "d",
            apiKey: place,
            createdAt: time,
            updatedAt: time
        )
        let sync = Sync(
            id: "s-1",
            name: "one",
            description: nil,
            folder: path,
            sourceName: nil,
            connectionID: "c-1",
            destination: destination,
            options: SyncOptions(keySchema: KeySchema("APP_{{secretKey}}")),
            isAutoSyncEnabled: true,
            createdAt: time,
            updatedAt: time
        )
        let run = PushRun(id: "run-1", syncID: "s-1", kind: .push, through: Position(8))
        let problem = PushProblem(code: "checkly-refused", message: "No.", cause: .checkly)
        let observation = FolderObservation(
            cause: .notified,
            through: Position(9),
            secrets: [entry("A", nil), entry("READ", nil)],
            imports: []
        )
        return [
            .source(.created(source)), .source(.updated(source)), .connection(.created(connection)),
            .connection(.updated(connection)), .sync(.created(sync)), .sync(.updated(sync)),
            .secrets(.imports(path, [])),
            .secrets(.snapshot(path, [entry("A", 1), entry("B", nil)])),
            .secrets(.changed(path, [.set(entry("BLANK", 3)), .delete(key: "B", version: 2)])),
            .folder(.notified(path)), .folder(.observed(path, observation)),
            .folder(
                .fetchFailed(path, FetchFailure(code: "folder-missing", message: "No folder."))
            ),
            .delivery(.ignored(type: "test", reason: "It is a test.")),
            .delivery(.malformed(reason: "body: expected an object")),
            .sync(.pushRequested(syncID: "s-1")),
            .sync(.planApproved(syncID: "s-1", planID: "s-1-1")), .push(.started(run)),
            .push(.variableWritten(variable("APP_A", isWritten: true))),
            .push(.variableDeleted(variable("APP_B", isWritten: false))),
            .push(.variableFailed(variable("APP_C", isWritten: false), problem)),
            .push(.variableSkipped(variable("APP_D", isWritten: false), problem)),
            .push(.finished(run, .failed(problem, nextTryAt: time))),
            .push(.finished(run, .succeeded)),
            .sync(
                .driftDetected(syncID: "s-1", destination, [Drift(kind: .missing, key: "APP_A")])
            ),
            .sync(.adopted(syncID: "s-1", destination, keys: ["APP_E"])),
            .sync(.paused(syncID: "s-1", reason: "freeze")),
            .sync(.resumed(syncID: "s-1", reason: nil)),
            .sync(.pinned(syncID: "s-1", asOf: Position(8))), .sync(.unpinned(syncID: "s-1")),
            .sync(.removalRequested(syncID: "s-1", deletesSync: true)), .sync(.deleted(id: "s-1")),
            .connection(.deleted(id: "c-1")), .source(.deleted(name: "hanzo")),
            .sync(.created(sync)), .sync(.paused(syncID: "s-1", reason: nil)),
        ] + parking(sync, problem)
    }

    /// What became of plans: one is refused, and one waits to be carried out.
    private static var everyPlan: [EventBody] {
        [
            .sync(.planApproved(syncID: "s-1", planID: "s-1-00@1")),
            .sync(
                .planRefused(
                    syncID: "s-1",
                    planID: "s-1-00@1",
                    PushProblem(code: "plan-outdated", message: "Changed.")
                )
            ),
            .sync(.planApproved(syncID: "s-1", planID: "s-1-01")),
        ]
    }

    private static func parking(_ sync: Sync, _ problem: PushProblem) -> [EventBody] {
        let change = ParkedChange(
            key: "APP_A",
            fingerprint: entry("A", nil).fingerprint,
            position: Position(2),
            problem: problem
        )
        var (other, whole) = (change, change)
        other.key = "APP_B"
        (whole.key, whole.fingerprint) = (nil, nil)
        let skipped = SkippedChange(
            key: "APP_A",
            fingerprint: change.fingerprint,
            reason: "too long"
        )
        return [
            .sync(.created(sync)), .sync(.parked(syncID: "s-1", change)),
            .sync(.retried(syncID: "s-1", key: nil)), .sync(.parked(syncID: "s-1", change)),
            .sync(.parked(syncID: "s-1", other)), .sync(.parked(syncID: "s-1", whole)),
            .sync(.changeSkipped(syncID: "s-1", skipped)),
        ]
    }
}
