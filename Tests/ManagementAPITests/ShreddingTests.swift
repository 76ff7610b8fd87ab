import Commands
import Encodings
import EventLog
import GRDB
import HTTPTypes
import LiveLog
import ManagementAPIBench
import ManagementAPI
import Projection
import SecretSealing
import SyncModel
import Synchronization
import TestSupport
import Testing

/// Which values are destroyed, and that a destruction comes to its end.
@Suite struct ShreddingTests {
    private let bench: APIBench
    private let sealer: SecretSealer
    private let path = FolderPath.sample()
    private let later = Timestamp(microseconds: 1_795_000_001_000_000)

    init() throws {
        try self.init(APIBench())
    }

    private init(_ bench: APIBench) throws {
        self.bench = bench
        sealer = try Self.sealer(bench)
    }

    private static func sealer(_ bench: APIBench) throws -> SecretSealer {
        try SecretSealer(
            masterKey: [UInt8](repeating: 7, count: 32),
            logID: bench.log.identity.id,
            wrappedIdentityKey: bench.log.identity.wrappedKey,
            storedFingerprintKey: { try bench.log.reader.fingerprintKey(for: $0) }
        )
    }

    private var name: ValueName { .secret("A", in: FolderID(source: "hanzo", path: path)) }
    private var shredding: Shredding {
        Shredding(log: bench.log, state: bench.state, sealer: sealer)
    }

    private func append(_ body: EventBody) async throws {
        _ = try await bench.log.append(AppendRequest(events: [PendingEvent(body)]))
    }

    /// Sets the secret, and says where its value is; `meanwhile` comes between sealing and writing.
    private func set(
        _ value: String,
        meanwhile: @escaping @Sendable () throws -> Void = {}
    ) async throws -> SealedValueReference {
        let (sealer, path, name) = (sealer, path, name)
        let isMade = Mutex(false)
        let event = PendingEvent { position in
            var sealing = sealer.begin(at: position)
            let (slot, fingerprint) = try sealing.seal(SecretValue(value), as: name)
            // Made again by the writer, it waits for nothing.
            let isAgain = isMade.withLock { isMade in
                defer { isMade = true }
                return isMade
            }
            if !isAgain { try meanwhile() }
            let entry = SecretEntry(
                key: "A",
                fingerprint: fingerprint,
                isBlank: false,
                version: nil,
                slot: slot
            )
            return sealing.draft(.secrets(.changed(path, [.set(entry)])))
        }
        let outcome = try await bench.log.append(AppendRequest(source: "hanzo", events: [event]))
        guard case .recorded(let position, _) = outcome else { throw NotRecorded() }
        return SealedValueReference(position: position, slot: 0)
    }

    private struct NotRecorded: Error {}

    /// Whether what the secret holds opens, and has the fingerprint that a sealer started now would
    /// give it.
    private func isWhole() throws -> Bool {
        guard let secret = bench.state.current.folders.values.first?.secrets["A"],
            !secret.isUnavailable
        else { return true }
        guard let sealed = try bench.log.reader.sealedValue(at: secret.value),
            try bench.log.reader.fingerprintKey(for: name) != nil
        else { return false }
        let value = try sealer.open(sealed, at: secret.value, name: name)
        return try Self.sealer(bench).fingerprint(of: value, name: name) == secret.fingerprint
    }

    private func superseded() async throws -> [SealedValueReference] {
        try await shredding.find(.superseded(before: later, cause: .olderThan)).values.places
    }

    @Test func `a destruction that a crash cut off is finished, and spares what came since`()
        async throws
    {
        let place = try await set("first")
        // The event is on disk, and then the power goes.
        try await append(
            .administration(
                .valuesShredded(ValuesShredded(cause: .secret, places: [place], names: [name]))
            )
        )
        #expect(try bench.log.reader.placesWithoutKey(among: [place]) == [])
        try shredding.finish()
        #expect(try bench.log.reader.placesWithoutKey(among: [place]) == [place])
        #expect(try bench.log.reader.fingerprintKey(for: name) == nil)
        let next = try await set("first")
        try shredding.finish()
        #expect(try bench.log.reader.placesWithoutKey(among: [next]) == [])
        #expect(try bench.log.reader.fingerprintKey(for: name) != nil)
        #expect(bench.state.current.folders.values.first?.secrets["A"]?.value == next)
    }

    @Test(
        arguments: ["data_keys", "fingerprint_keys"].flatMap { ["\($0)_next", "\($0)_old"] }
    )
    func `a destruction that ends between its tables is carried out again`(
        extra: String
    ) async throws {
        let place = try await set("first")
        try await append(
            .administration(
                .valuesShredded(ValuesShredded(cause: .secret, places: [place], names: [name]))
            )
        )
        // One of the tables cannot be written anew, as at a full disk or a kill.
        let database = try DatabaseQueue(path: bench.directory + "/events.sqlite")
        try await database.write {
            try $0.execute(sql: "CREATE VIEW \(extra) AS SELECT 1")
        }
        #expect(throws: EventLogError.self) { try shredding.finish() }
        try await database.write { try $0.execute(sql: "DROP VIEW \(extra)") }
        try shredding.finish()
        #expect(try bench.log.reader.placesWithoutKey(among: [place]) == [place])
        #expect(try bench.log.reader.fingerprintKey(for: name) == nil)
    }

    @Test func `a value recorded while a destruction was looked for keeps its fingerprint key`()
        async throws
    {
        let first = try await set("first")
        let found = try await shredding.find(.secret(path, key: "A"))
        #expect(found.values.places == [first] && found.values.names == [name])
        let second = try await set("second")
        try await shredding.shred(found, by: Actor(type: "server"))
        #expect(try bench.log.reader.placesWithoutKey(among: [first, second]) == [first])
        #expect(try isWhole())
        // Nobody needs the key once that value goes too.
        let rest = try await shredding.find(.secret(path, key: "A"))
        try await shredding.shred(rest, by: Actor(type: "server"))
        #expect(try bench.log.reader.fingerprintKey(for: name) == nil)
    }

    @Test func `a value sealed before a destruction and written after it brings a new key`()
        async throws
    {
        let first = try await set("first")
        let shredding = shredding
        try await append(
            .administration(
                .valuesShredded(ValuesShredded(cause: .secret, places: [first], names: [name]))
            )
        )
        let second = try await set("second") { try shredding.finish() }
        #expect(try bench.log.reader.placesWithoutKey(among: [first, second]) == [first])
        #expect(try isWhole())
    }

    @Test func `only what nothing needs is superseded`() async throws {
        let first = try await set("first")
        #expect(try await superseded() == [])
        let second = try await set("second")
        #expect(try await superseded() == [first])
        let written = PushedVariable(
            runID: "r",
            syncID: "s",
            accountID: "a-1",
            groupID: "7",
            key: "A",
            fingerprint: Fingerprint(text: "fp1:00"),
            value: WrittenValue(place: first, name: name)
        )
        try await append(.push(.variableWritten(written)))
        // A group is written whole, so what was last written there is needed again.
        #expect(try await superseded() == [])
        try await append(.push(.variableDeleted(written)))
        #expect(try await superseded() == [first])
        let emptied = AppendRequest(
            source: "hanzo",
            events: [PendingEvent(.secrets(.snapshot(path, [])))]
        )
        _ = try await bench.log.append(emptied)
        #expect(try await superseded() == [first, second])
    }

    @Test func `what a pinned sync wants is not superseded`() async throws {
        let first = try await set("first")
        let pinned = bench.log.head
        let connection = try await bench.connect()
        let body = APIBench.syncBody([:], connection: connection)
        let reply = try await bench.call(.post, "/api/v1/secret-syncs/checkly", body)
        let sync = try #require(reply.json["secretSync"]?["id"]?.string, "\(reply.text)")
        try await append(.sync(.pinned(syncID: sync, asOf: pinned)))
        _ = try await set("second")
        #expect(try await superseded() == [])
        try await append(.sync(.unpinned(syncID: sync)))
        #expect(try await superseded() == [first])
    }

    @Test func `a clock that was wrong for a moment makes no young value old`() async throws {
        let readings = Mutex(0)
        let young = Timestamp(microseconds: 1_795_000_000_000_000)
        let bench = try APIBench(clock: {
            let reading = readings.withLock { readings in
                readings += 1
                return readings
            }
            return reading == 6 ? Timestamp(microseconds: 0) : young
        })
        let tests = try ShreddingTests(bench)
        for number in 0..<12 { _ = try await tests.set("\(number)") }
        let before = young.advanced(by: .seconds(-3600))
        let found = try await tests.shredding.find(.superseded(before: before, cause: .olderThan))
        #expect(found.values.places == [])
        #expect(try await tests.superseded().count == 11)
    }

    @Test func `a sync that is about too much is refused before the log is read`() async throws {
        _ = try await set("first")
        let created = try await bench.createSync()
        let id = try #require(created["id"]?.string)
        let paths = (1...SyncLimit.folderCount)
            .map { FolderPath.sample("/\($0)") }
        let known = paths.map { PendingEvent(.secrets(.snapshot($0, []))) }
        let imports = PendingEvent(.secrets(.imports(path, paths)))
        _ = try await bench.log.append(AppendRequest(source: "hanzo", events: known + [imports]))
        let reply = try await bench.call(.post, "/api/v1/keys/shred", #"{"sync":"\#(id)"}"#)
        #expect(reply.status == 400)
        #expect(reply.json["message"]?.string?.hasPrefix("sync-too-large: ") == true)
    }

    @Test(arguments: [
        #"{"secret":"p/dev/app:A","dryRun":"true"}"#, #"{"secret":"p/dev/app:A","dryRun":1}"#,
        #"{"secret":"p/dev/app:A","sync":7}"#, #"{"secret":"p/dev/app:A","olderThan":[]}"#,
    ])
    func `nothing is destroyed for a request of which a part is wrong`(body: String) async throws {
        _ = try await set("first")
        let head = bench.log.head
        let reply = try await bench.call(.post, "/api/v1/keys/shred", body)
        #expect(reply.status == 422, "\(reply.text)")
        #expect(bench.log.head == head)
        let dry = #"{"secret":"p/dev/app:A","dryRun":true}"#
        let found = try await bench.call(.post, "/api/v1/keys/shred", dry)
        #expect(found.json["shredded"]?["values"]?.integer == 1)
    }

    @Test func `a secret is named by its last colon, and a wrong form is refused`() async throws {
        _ = try await set("first")
        for (secret, status) in [
            ("p/dev/app:A", 200), ("p/dev/app:B", 200), ("p/dev/app", 422), ("p:A", 422),
            ("p/dev:", 422),
        ] {
            let reply = try await bench.call(
                .post,
                "/api/v1/keys/shred",
                #"{"secret":"\#(secret)","dryRun":true}"#
            )
            #expect(reply.status == status, "\(secret): \(reply.text)")
            let count = reply.json["shredded"]?["values"]?.integer
            #expect(count == (status != 200 ? nil : secret.hasSuffix("A") ? 1 : 0))
        }
    }
}
