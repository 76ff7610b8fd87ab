import Encodings
import EventLog
import Foundation
import LiveLog
import Logging
import LogModels
import OutboundHTTP
import Synchronization
import SyncModel
import TestSupport
import Testing
import Transparency

@testable import LogIntegrity

/// The checkpoints that were signed, and how signing stands.
@Suite struct CheckpointHistoryTests {
    /// The time of day, which a test decides.
    private final class Time: Sendable {
        let now = Mutex(VirtualClock.epoch)
    }

    private let directory: DataDirectory
    private let openLog: OpenLog
    private let time = Time()

    init() throws {
        directory = try DataDirectory(temporaryPath("history"))
        openLog = try OpenLog.open(
            directory: directory,
            masterKey: TestLog.masterKey,
            now: { VirtualClock.epoch }
        )
        try directory.ensureCheckpointKey()
    }

    private func keeping(_ witness: Witness? = nil) throws -> CheckpointKeeping {
        try CheckpointKeeping(
            reader: openLog.log.reader,
            directory: directory,
            exportPath: nil,
            witness: witness,
            interval: .seconds(60),
            now: { [time] in time.now.withLock(\.self) },
            logger: Logger(label: "history")
        )
    }

    private func append() async throws {
        let event = PendingEvent(.folder(.notified(.sample())))
        _ = try await openLog.log.append(AppendRequest(source: "hanzo", events: [event]))
    }

    private func pass(_ seconds: Int64) {
        time.now.withLock { $0 = $0.advanced(by: .seconds(seconds)) }
    }

    @Test func `each checkpoint is kept, and is there after a restart`() async throws {
        let first = try keeping()
        for _ in 1...3 {
            try await append()
            await first.refresh()
            pass(60)
        }
        await first.refresh()
        let kept = first.history.newestFirst
        #expect(kept.map(\.size.number) == [3, 2, 1])
        #expect(kept[0].signedAt == VirtualClock.epoch.advanced(by: .seconds(120)))
        #expect(kept.allSatisfy { $0.witnessedAt == nil })
        let key = try CheckpointKey(dataDirectory: directory.path).verifierKey
        for checkpoint in kept {
            let note = try #require(SignedNote(checkpoint.note))
            #expect(note.isSigned(by: key))
        }
        let second = try keeping()
        #expect(second.history.newestFirst == kept)
    }

    @Test func `without its file the newest is still there`() async throws {
        let first = try keeping()
        for _ in 1...2 {
            try await append()
            await first.refresh()
        }
        try FileManager.default.removeItem(atPath: directory.path + "/checkpoint.history")
        let sizes = try keeping().history.newestFirst.map(\.size.number)
        #expect(sizes == [2])
    }

    @Test func `a witness that refuses is named until it signs`() async throws {
        let key = try CheckpointKey(dataDirectory: directory.path).verifierKey
        try await append()
        let stranger = NoteVerifierKey(
            name: "stranger",
            publicKey: [UInt8](repeating: 1, count: 32)
        )
        let transport = ScriptedWitness(logKey: key, known: nil)
        let wrong = Witness(url: "https://w.example", key: stranger, transport: transport)
        let refused = try keeping(wrong)
        await refused.refresh()
        #expect(refused.history.standing.witnessProblem?.code == "witness-not-signed")
        #expect(refused.history.standing.newestWitnessed == nil)
        #expect(refused.history.standing.problem == nil)
        pass(181)
        #expect(refused.history.standing.isWitnessLate(now: time.now.withLock(\.self)))
        let right = Witness(
            url: "https://w.example",
            key: try ScriptedWitness.key(),
            transport: transport
        )
        let signed = try keeping(right)
        await signed.refresh()
        let standing = signed.history.standing
        #expect(standing.witnessProblem == nil)
        #expect(standing.newestWitnessed?.size == Position(1))
        #expect(standing.newest?.witnessedAt == time.now.withLock(\.self))
        #expect(!standing.isWitnessLate(now: time.now.withLock(\.self)))
    }

    @Test func `a log that grows and is not signed is late after three intervals`() {
        var standing = CheckpointStanding()
        standing.newest = SignedCheckpoint(
            size: Position(3),
            rootHash: "",
            signedAt: VirtualClock.epoch,
            note: ""
        )
        let later = VirtualClock.epoch.advanced(by: .seconds(181))
        #expect(!standing.isLate(head: Position(4), now: later))
        standing.interval = .seconds(60)
        #expect(standing.isLate(head: Position(4), now: later))
        #expect(!standing.isLate(head: Position(3), now: later))
        #expect(!standing.isLate(head: Position(4), now: VirtualClock.epoch))
    }

    @Test func `the older ones are thinned out, and never more are kept than the limit`() {
        var kept: [SignedCheckpoint] = []
        let start = VirtualClock.epoch
        // A checkpoint every ten minutes for 600 days.
        for number in 1...(600 * 144) {
            let checkpoint = SignedCheckpoint(
                size: Position(Int64(number)),
                rootHash: "",
                signedAt: start.advanced(by: .seconds(600 * Int64(number))),
                note: ""
            )
            kept.insert(checkpoint, at: 0)
            if number.isMultiple(of: 100) { kept = CheckpointHistory.thinned(kept) }
        }
        kept = CheckpointHistory.thinned(kept)
        #expect(kept.count == CheckpointHistory.limit)
        #expect(kept.map(\.size) == kept.map(\.size).sorted(by: >))
        let newest = kept.prefix(CheckpointHistory.recentCount).map(\.size.number)
        #expect(newest == (0..<Int64(newest.count)).map { 600 * 144 - $0 })
        let hours = kept.dropFirst(newest.count).prefix(37).map(\.signedAt.microseconds)
        #expect(zip(hours, hours.dropFirst()).allSatisfy { $0 - $1 <= 3_600_000_000 })
    }
}
