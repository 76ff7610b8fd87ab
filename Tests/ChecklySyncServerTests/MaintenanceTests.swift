import EventLog
import Foundation
import LiveLog
import LogIntegrity
import Projection
import SecretSealing
import Synchronization
import SyncModel
import TestSupport
import Testing
import WebhookListener
import WebhookSignatures

@testable import ChecklySyncServer

/// The loops that keep files up to date: when they work, and that they end when they are told to.
@Suite(.timeLimit(.minutes(10))) struct MaintenanceTests {
    private static let path = FolderPath(projectID: "p", environment: "dev", secretPath: "/app")

    private let directory: DataDirectory
    private let openLog: OpenLog
    private let clock = VirtualClock(standsStill: true)
    private let lines = LogLines()
    private let threads = LogThreads(count: 1, label: "maintenance-tests")

    init() throws {
        let path = temporaryPath("maintenance")
        directory = try DataDirectory(path)
        openLog = try OpenLog.open(
            directory: directory,
            masterKey: [UInt8](repeating: 7, count: 32),
            now: { [clock] in Self.time(of: clock) }
        )
        try directory.ensureCheckpointKey()
    }

    private static func time(of clock: VirtualClock) -> Timestamp {
        Timestamp(microseconds: Int64(clock.now.offset / .microseconds(1)))
    }

    private func set(_ key: String, to value: String) async throws {
        let sealer = openLog.sealer
        let name = ValueName.secret(key, in: FolderID(source: "hanzo", path: Self.path))
        let event = PendingEvent { position in
            var sealing = sealer.begin(at: position)
            let (slot, fingerprint) = try sealing.seal(SecretValue(value), as: name)
            let entry = SecretEntry(
                key: key,
                fingerprint: fingerprint,
                isBlank: false,
                version: nil,
                slot: slot
            )
            return sealing.draft(.secrets(.changed(Self.path, [.set(entry)])))
        }
        _ = try await openLog.log.append(AppendRequest(source: "hanzo", events: [event]))
    }

    // MARK: Snapshots

    private func event(at number: Int64) -> RecordedEvent {
        RecordedEvent(
            position: Position(number),
            id: "id",
            recordedAt: Timestamp(microseconds: 0),
            version: 1,
            source: nil,
            deliveryIdentity: nil,
            deliveryID: nil,
            actor: nil,
            body: .folder(.notified(Self.path)),
            ciphertextDigests: []
        )
    }

    @Test func `a snapshot is saved each time the log has grown enough, until the stop`()
        async throws
    {
        let state = CurrentState()
        let saved = SavedPositions()
        let keeping = SnapshotKeeping(state: state, threads: threads) {
            saved.add(state.read(\.position))
        }
        // One that began to follow too late would see no change.
        try await RunningService.run(keeping) { _ in
            var number: Int64 = 0
            for turn in 1...3 {
                try await eventually("snapshot \(turn) is saved") {
                    if saved.all.count >= turn { return true }
                    number += SnapshotKeeping.interval
                    state.apply([event(at: number)])
                    await letOthersRun(turns: 100)
                    return false
                }
            }
            // The engine ends the changes, long before this service is told to stop.
            state.finish()
            await letOthersRun()
        }
        #expect(saved.all.count >= 3)
        for position in saved.all {
            #expect(position.number.isMultiple(of: SnapshotKeeping.interval))
        }
    }

    // MARK: Checkpoints

    /// The number of events that the checkpoint in the data directory covers.
    private var signedSize: Int? {
        let text = try? String(contentsOfFile: directory.path + "/checkpoint", encoding: .utf8)
        return text?.split(separator: "\n").dropFirst().first.flatMap { Int($0) }
    }

    @Test func `a checkpoint is signed at the start and once in each interval`() async throws {
        try await set("A", to: "first")
        let signing = CheckpointSigning(
            checkpoints: try CheckpointKeeping(
                reader: openLog.log.reader,
                directory: directory,
                exportPath: nil,
                witness: nil,
                interval: .seconds(60),
                now: { VirtualClock.epoch },
                logger: lines.logger()
            ),
            interval: .seconds(60),
            clock: clock,
            threads: threads
        )
        try await RunningService.run(signing) { _ in
            try await clock.untilAsleep()
            #expect(signedSize == 1)
            try await set("A", to: "second")
            clock.advance(by: .seconds(59))
            #expect(clock.sleeperCount == 1)
            #expect(signedSize == 1)
            clock.advance(by: .seconds(1))
            try await clock.untilAsleep()
            #expect(signedSize == 2)
        }
        #expect(clock.sleeperCount == 0)
        #expect(lines.all == [])
    }

    // MARK: Retention

    private func keeping(for retention: Duration) -> RetentionKeeping {
        RetentionKeeping(
            openLog: openLog,
            retention: retention,
            now: { [clock] in Self.time(of: clock) },
            clock: clock,
            logger: lines.logger()
        )
    }

    @Test func `superseded values are destroyed once they are older than the retention`()
        async throws
    {
        try await set("A", to: "first")
        try await set("A", to: "second")
        let retention = keeping(for: .seconds(7200))
        let superseded = SealedValueReference(position: Position(1), slot: 0)
        let current = SealedValueReference(position: Position(2), slot: 0)
        let reader = openLog.log.reader
        try await RunningService.run(retention) { _ in
            for hour in 0..<2 {
                try await clock.untilAsleep()
                #expect(openLog.log.head == Position(2), "after \(hour) h")
                clock.advance(by: RetentionKeeping.interval)
            }
            try await clock.untilAsleep()
            clock.advance(by: RetentionKeeping.interval)
            try await clock.untilAsleep()
            #expect(openLog.log.head == Position(3))
        }
        #expect(try reader.sealedValue(at: superseded) == nil)
        #expect(try reader.sealedValue(at: current) != nil)
        #expect(lines.all == [])
    }

    @Test func `what keeps values from being destroyed is told, and tried again`() async throws {
        try await set("A", to: "first")
        await openLog.log.close()
        let retention = keeping(for: .seconds(1))
        try await RunningService.run(retention) { _ in
            try await clock.untilAsleep()
            #expect(lines.all.count == 1)
            clock.advance(by: RetentionKeeping.interval)
            try await clock.untilAsleep()
        }
        #expect(lines.all.count == 2)
        #expect(lines.all.allSatisfy { $0.hasPrefix("warning values not destroyed error=") })
    }

    @Test func `a destruction under way does not hold up the end`() async throws {
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let log = openLog.log
        async let before: Void = log.destructionsInTurn.perform { for await _ in ends {} }
        let retention = keeping(for: .seconds(1))
        // It waits for the destruction before its own, which does not end.
        try await RunningService.run(retention) { _ in await letOthersRun() }
        #expect(clock.sleeperCount == 0)
        end.finish()
        try await before
    }

    // MARK: Refused deliveries

    private var refusal: RefusedDelivery {
        RefusedDelivery(
            refusedAt: Timestamp(microseconds: 0),
            source: "hanzo",
            scheme: nil,
            reason: .unknownSource,
            remoteAddress: nil,
            headers: []
        )
    }

    @Test
    func `refused and repeated deliveries are written at most once in a while, and at the stop`()
        async throws
    {
        let (refusals, repeated) = (RefusedDeliveries(), RepeatedDeliveries())
        func kept() -> [Int64] {
            RefusedDeliveries(keptIn: directory.path).newestFirst.map(\.number)
        }
        func count() -> RepeatedDeliveries.Count? {
            RepeatedDeliveries(keptIn: directory.path).count(of: [Position(3)])
        }
        let keeping = ListKeeping(
            lists: [
                KeptList(refusals, in: directory.path), KeptList(repeated, in: directory.path),
            ],
            log: RefusalLog(logger: lines.logger(), elapsed: { [clock] in clock.now.offset }),
            clock: clock,
            logger: lines.logger()
        )
        try await RunningService.run(keeping) { _ in
            try await clock.untilAsleep()
            for _ in 0..<3 { refusals.add(refusal) }
            repeated.note(Position(3), at: Timestamp(microseconds: 1))
            #expect(kept().isEmpty && count() == nil)
            clock.advance(by: ListKeeping.pause)
            try await clock.untilAsleep()
            #expect(kept() == [3, 2, 1])
            #expect(count() == .init(1, lastAt: Timestamp(microseconds: 1)))
            refusals.add(refusal)
            repeated.note(Position(3), at: Timestamp(microseconds: 2))
        }
        #expect(kept() == [4, 3, 2, 1])
        #expect(count() == .init(2, lastAt: Timestamp(microseconds: 2)))
    }

    // MARK: Log lines

    @Test func `what is recorded after the lines' service has ended is told at the end`()
        async throws
    {
        let log = ServerLog(logger: lines.logger())
        func record(_ name: String) {
            log.take([
                RecordedEvent(
                    position: Position(1),
                    id: "id",
                    recordedAt: Timestamp(microseconds: 0),
                    version: 1,
                    source: nil,
                    deliveryIdentity: nil,
                    deliveryID: nil,
                    actor: nil,
                    body: .source(.deleted(name: name)),
                    ciphertextDigests: []
                )
            ])
        }
        record("before")
        try await RunningService.run(EventTelling(log: log, state: openLog.state)) { _ in
            try await eventually("the first line is written") { !lines.all.isEmpty }
            record("meanwhile")
        }
        #expect(lines.all.count == 2)
        record("after")
        #expect(lines.all.count == 2)
        log.tellAll(in: openLog.state)
        let names = ["before", "meanwhile", "after"]
        #expect(lines.all == names.map { "info source deleted position=1 source=\($0)" })
    }
}

/// The positions of the snapshots that were asked for.
private final class SavedPositions: Sendable {
    private let positions = Mutex<[Position]>([])
    var all: [Position] { positions.withLock(\.self) }
    func add(_ position: Position) { positions.withLock { $0.append(position) } }
}
