import EventLog
import GRDB
import LogModels
import Projection
import SQLiteStore
import SyncModel
import TestSupport
import Testing

@testable import LiveLog

/// What a sync desired, folded from the events that concern it, over seeded random logs of several
/// syncs, sources and folders that import one another.
@Suite(.timeLimit(.minutes(10))) struct SyncPastsTests {
    private static let syncs = ["one", "two", "three"]
    private static let sources = ["kms", "hub"]
    private static let paths = ["/a", "/b", "/c", "/d"].map { FolderPath.sample($0) }
    private static let keys = ["K0", "K1", "K2", "É", "E\u{301}"]

    private let files: TestLog
    private let log: EventLog

    init() throws {
        files = try TestLog()
        log = try files.open()
    }

    private static func change(_ random: inout SeededGenerator) -> SecretChange {
        let key = keys.randomElement(using: &random) ?? ""
        let version = Bool.random(using: &random) ? Int64.random(in: 1...9, using: &random) : nil
        if Int.random(in: 0..<4, using: &random) == 0 {
            return .delete(key: key, version: version)
        }
        return .set(.sample(key, "fp1:\(random.next() % 5)", version: version))
    }

    private static func sync(_ id: String, _ random: inout SeededGenerator) -> Sync {
        var sync = Sync.sample(
            id,
            of: paths.randomElement(using: &random) ?? .sample(),
            options: SyncOptions(
                keySchema: Bool.random(using: &random) ? KeySchema("\(id)_{{secretKey}}") : nil
            )
        )
        if Int.random(in: 0..<4, using: &random) == 0 { sync.sourceName = sources[1] }
        return sync
    }

    private static func source(_ random: inout SeededGenerator) -> WebhookSource {
        var source = WebhookSource.sample(sources.randomElement(using: &random) ?? "")
        if Bool.random(using: &random) {
            source.kmsAccess = KMSAccess(
                api: .infisicalV3,
                baseURL: "https://kms.example",
                clientID: "c",
                clientSecret: SealedValueReference(position: Position(1), slot: 1)
            )
        }
        return source
    }

    private static func ofFolder(_ head: Position, _ random: inout SeededGenerator) -> EventBody {
        let path = paths.randomElement(using: &random) ?? .sample()
        let entries = ["K0", "K1"].map { SecretEntry.sample($0, "fp1:\(random.next() % 5)") }
        let imports = Array(
            paths.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random))
        )
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return .secrets(.snapshot(path, entries))
        case 1: return .secrets(.imports(path, imports))
        case 2: return .folder(.notified(path))
        case 3:
            let observation = FolderObservation(
                cause: .notified,
                through: head,
                secrets: entries,
                imports: imports
            )
            return .folder(.observed(path, observation))
        case 4:
            let id = FolderID(source: sources.randomElement(using: &random) ?? "", path: path)
            return .folder(.declaredComplete(id))
        case 5:
            return .folder(.emptiedConfirmed(path))
        default:
            return .secrets(.changed(path, (0...2).map { _ in change(&random) }))
        }
    }

    private static func ofServer(
        _ head: Position,
        _ living: inout Set<String>,
        _ random: inout SeededGenerator
    ) -> EventBody {
        guard let id = syncs.randomElement(using: &random), living.contains(id) else {
            let id = syncs.first { !living.contains($0) } ?? ""
            living.insert(id)
            return .sync(.created(sync(id, &random)))
        }
        switch Int.random(in: 0..<12, using: &random) {
        case 0, 1, 2: return .sync(.updated(sync(id, &random)))
        case 3 where head.number > 500:
            living.remove(id)
            return .sync(.deleted(id: id))
        case 4: return .sync(.pinned(syncID: id, asOf: head))
        case 5: return .sync(.unpinned(syncID: id))
        case 6: return .sync(.adopted(syncID: id, .account("a"), keys: ["K0"]))
        case 7: return .push(.variableDeleted(.sample("K0", sync: id)))
        case 8: return .source(.created(source(&random)))
        case 9: return .source(.updated(source(&random)))
        case 10:
            return .administration(
                .valuesShredded(
                    ValuesShredded(
                        cause: .secret,
                        places: (max(1, head.number - 20)...max(1, head.number))
                            .map { SealedValueReference(position: Position($0), slot: 0) },
                        names: []
                    )
                )
            )
        default: return .sync(.pushRequested(syncID: id))
        }
    }

    /// Appends events, of which the index then covers the first.
    private func fill(_ random: inout SeededGenerator) async throws {
        try await append(700, &random)
        let database = try DatabaseQueue(path: files.directory + "/events.sqlite")
        try await eventually("the index covers a block") {
            try await database.read { database in
                try Int.fetchOne(database, sql: "SELECT through FROM postings_progress")
            } == 512
        }
        try database.close()
    }

    private func append(_ count: Int, _ random: inout SeededGenerator) async throws {
        var living: Set<String> = []
        for _ in 0..<count {
            let isOfFolder = Int.random(in: 0..<3, using: &random) > 0
            let body =
                isOfFolder
                ? Self.ofFolder(log.head, &random) : Self.ofServer(log.head, &living, &random)
            _ = try await log.append(
                AppendRequest(
                    source: isOfFolder ? Self.sources.randomElement(using: &random) : nil,
                    events: [PendingEvent(body)]
                )
            )
        }
    }

    /// The history of a sync, or of one of its keys, as a fold of the whole log tells it.
    private func wholeHistory(of id: String, key: String? = nil) throws -> [SyncHistory.Entry] {
        var history = SyncHistory(of: id, after: State(), key: key)
        var entries: [SyncHistory.Entry] = []
        try log.reader.forEach(after: .beforeFirst) { event in
            if let entry = history.take(event) { entries.append(entry) }
        }
        return entries
    }

    private func history(
        of id: String,
        _ pasts: SyncPasts,
        limit: Int,
        isNewest: Bool,
        in other: EventReader? = nil
    ) throws -> [SyncHistory.Entry] {
        let reader = other ?? log.reader
        var (found, start, end) = ([SyncHistory.Entry](), Position.beforeFirst, log.head)
        while true {
            let stretch = try pasts.stretch(
                of: id,
                after: start,
                through: end,
                limit: limit,
                isNewest: isNewest,
                reader
            )
            var history = SyncHistory(of: id, after: stretch.state)
            var entries: [SyncHistory.Entry] = []
            try reader.scan(at: stretch.positions) { event in
                if let entry = history.take(event) { entries.append(entry) }
                return true
            }
            found = isNewest ? entries + found : found + entries
            guard stretch.hasMore, let first = stretch.positions.first,
                let last = stretch.positions.last
            else { return found }
            if isNewest { end = Position(first.number - 1) } else { start = last }
        }
    }

    @Test(arguments: Seed.first(6))
    func `a sync desired the same by its own events as by all of the log`(
        seed: Seed
    ) async throws {
        var random = SeededGenerator(seed)
        try await fill(&random)
        let wholes = PastStates(scans: log.scans)
        let pasts = SyncPasts(wholes: wholes)
        var folded = State()
        var states: [State] = [folded]
        try log.reader.forEach(after: .beforeFirst) { event in
            folded.apply(event)
            states.append(folded)
        }
        var desiredCount = 0
        for whole in states.shuffled(using: &random).prefix(25) {
            for id in Self.syncs {
                let own = try pasts.state(of: id, asOf: whole.position, log.reader)
                #expect(own.position == whole.position)
                #expect(own.recordedAt == whole.recordedAt)
                // Told in words only: a description of a state is long.
                let place = "\(id) #\(whole.position.number)"
                let hasSameSync = own.syncs[id] == whole.syncs[id]
                #expect(hasSameSync, "\(place)")
                for sync in [whole.syncs[id], folded.syncs[id]].compactMap(\.self) {
                    let desired = whole.desired(for: sync)
                    let isSame = own.desired(for: sync) == desired
                    #expect(isSame, "\(place)")
                    if desired != nil { desiredCount += 1 }
                }
            }
        }
        #expect(desiredCount > 20)
    }

    @Test(arguments: Seed.first(6))
    func `a history page by page is that of the whole log, from either end`(
        seed: Seed
    ) async throws {
        var random = SeededGenerator(seed)
        try await fill(&random)
        let pasts = SyncPasts(wholes: PastStates(scans: log.scans))
        for id in Self.syncs {
            let whole = try wholeHistory(of: id)
            #expect(whole.contains { !$0.changes.isEmpty })
            for limit in [20, 1000] {
                for isNewest in [false, true] {
                    let found = try history(of: id, pasts, limit: limit, isNewest: isNewest)
                    let place = "\(id), \(limit), \(isNewest)"
                    let differing = zip(found, whole)
                        .first { one, other in
                            one.event.position != other.event.position
                                || one.changes != other.changes
                                || one.superseded != other.superseded
                        }
                    #expect(found.count == whole.count, "\(place)")
                    let difference = differing.map { "\($0)" }
                    #expect(difference == nil, "\(place)")
                }
            }
        }
    }

    @Test(arguments: Seed.first(6))
    func `a history of one key is what concerns the key in that of all keys`(
        seed: Seed
    ) async throws {
        var random = SeededGenerator(seed)
        try await append(300, &random)
        var foundCount = 0
        for id in Self.syncs {
            let whole = try wholeHistory(of: id)
            for key in ["K0", "\(id)_K1", "é", "NONE"] {
                let own = try wholeHistory(of: id, key: key)
                var names = Set([key, key.replacing("\(id)_", with: "")])
                if !key.hasPrefix(id) { names.insert("\(id)_\(key)") }
                // Which of its two names a key had at the time, the sync's schema then says.
                let mayConcern = whole.filter { entry in names.contains(where: entry.concerns) }
                let positions = mayConcern.map(\.event.position)
                #expect(own.allSatisfy { positions.contains($0.event.position) }, "\(id) \(key)")
                let surely = whole.filter { $0.concerns(key) }
                #expect(
                    surely.allSatisfy { entry in
                        own.contains { one in
                            one.event.position == entry.event.position
                                && one.changes == entry.changes
                        }
                    },
                    "\(id) \(key)"
                )
                #expect(key != "NONE" || own.isEmpty, "\(id) \(key)")
                foundCount += own.count
            }
        }
        #expect(foundCount > 20)
    }

    @Test func `where the index lags far behind, the whole log tells the same`() async throws {
        var random = SeededGenerator(Seed(1))
        try await append(250, &random)
        let many = (0..<10_100)
            .map { _ in
                PendingEvent(.delivery(.ignored(type: "t", reason: "r")))
            }
        _ = try await log.append(AppendRequest(source: "kms", events: many))
        let wholes = try Self.syncs.map { try wholeHistory(of: $0).map(\.event.position) }
        let database = try DatabaseQueue(path: files.directory + "/events.sqlite")
        try await eventually("the index covers all whole blocks") {
            try await database.read { database in
                try Int.fetchOne(database, sql: "SELECT through FROM postings_progress")
            } == 10_240
        }
        await log.close()
        try await database.write { database in
            try database.execute(
                sql: "DELETE FROM postings; UPDATE postings_progress SET through = 0"
            )
        }
        try database.close()
        let reader = try EventReader.open(directory: files.directory)
        let pasts = SyncPasts(wholes: PastStates(scans: log.scans))
        for (id, whole) in zip(Self.syncs, wholes) {
            for isNewest in [false, true] {
                let found = try history(of: id, pasts, limit: 20, isNewest: isNewest, in: reader)
                #expect(found.map(\.event.position) == whole, "\(id)")
            }
            let page = try pasts.newest(of: id, before: nil, limit: 20, scanLimit: 50, reader) {
                $0.event.position
            }
            #expect(page.found == whole, "\(id)")
            #expect(page.rest == nil)
        }
    }
}
