import EventLog
import Foundation
import LiveLog
import LogIntegrity
import LogModels
import SecretSealing
import Synchronization
import SyncModel
import TestSupport
import Transparency
import Testing

/// Verifications of a log that a server has open.
@Suite(.timeLimit(.minutes(10))) struct LogVerificationsTests {
    private let directory: String
    private let openLog: OpenLog
    private let verifications: LogVerifications

    init() throws {
        let directory = temporaryPath("verifications")
        let number = Atomic(0)
        self.directory = directory
        openLog = try OpenLog.open(
            directory: try DataDirectory(directory),
            masterKey: TestLog.masterKey,
            now: { .now }
        )
        verifications = LogVerifications(
            dataDirectory: directory,
            masterKeys: { [TestLog.masterKey] },
            now: { VirtualClock.epoch },
            makeID: { "v-\(number.add(1, ordering: .relaxed).newValue)" }
        )
    }

    private func append(_ bodies: [EventBody]) async throws {
        _ = try await openLog.log.append(AppendRequest(events: bodies.map { PendingEvent($0) }))
    }

    /// The verification of this id, once it has ended.
    private func end(of id: String) async throws -> LogVerification {
        var ended: LogVerification?
        try await eventually("the verification ends") {
            ended = verifications.newestFirst.first { $0.id == id && $0.state != .running }
            return ended != nil
        }
        return try #require(ended)
    }

    /// A value that is recorded as destroyed and is still there: an audit of a log that a server
    /// has open waits for its destruction.
    private func recordDestruction() async throws {
        let sealer = openLog.sealer
        let event = PendingEvent { position in
            var sealing = sealer.begin(at: position)
            let name = ValueName.secret("A", in: FolderID(source: "hanzo", path: .sample()))
            let (slot, fingerprint) = try sealing.seal(SecretValue("v"), as: name)
            let entry = SecretEntry(
                key: "A",
                fingerprint: fingerprint,
                isBlank: false,
                version: nil,
                slot: slot
            )
            return sealing.draft(.secrets(.changed(.sample(), [.set(entry)])))
        }
        _ = try await openLog.log.append(AppendRequest(source: "hanzo", events: [event]))
        let place = SealedValueReference(position: openLog.log.head, slot: 0)
        let values = ValuesShredded(cause: .secret, places: [place], names: [])
        try await append([.administration(.valuesShredded(values))])
    }

    @Test func `a log as it was recorded passes, up to the newest event`() async throws {
        for _ in 0..<3 { try await append([.folder(.notified(.sample()))]) }
        let started = try #require(try verifications.start(by: "eye"))
        #expect(started.state == .running)
        let ended = try await end(of: started.id)
        #expect(ended.state == .passed)
        #expect(ended.position == openLog.log.head)
        #expect(ended.through == openLog.log.head)
        #expect(ended.rootHash?.isEmpty == false)
        #expect(ended.finishedAt == VirtualClock.epoch)
        #expect(ended.startedBy == "eye")
        #expect(ended.problems.isEmpty)
        #expect(ended.error == nil)
    }

    @Test func `a checkpoint of another history fails it`() async throws {
        try await append([.folder(.notified(.sample()))])
        _ = try DataDirectory(directory).ensureCheckpointKey()
        let key = try CheckpointKey(dataDirectory: directory)
        let note = try key.checkpoint(dataDirectory: directory).note
        let text = note.replacing("\n1\n", with: "\n9\n")
        try Data(text.utf8).write(to: URL(filePath: directory + "/checkpoint"))
        let started = try #require(try verifications.start(by: "eye"))
        let ended = try await end(of: started.id)
        #expect(ended.state == .failed)
        #expect(ended.problems.map(\.kind) == [.checkpointSignature])
    }

    @Test func `only one runs at a time, and a cancelled one ends soon`() async throws {
        try await recordDestruction()
        let started = try #require(try verifications.start(by: "eye"))
        #expect(try verifications.start(by: "eye") == nil)
        #expect(verifications.cancel("none") == nil)
        #expect(verifications.cancel(started.id)?.state == .cancelled)
        try await eventually("another one may start") {
            try verifications.start(by: "eye") != nil
        }
        #expect(verifications.newestFirst.map(\.state) == [.running, .cancelled])
        await verifications.stop()
    }

    @Test func `a stop ends the one that runs, and none starts afterwards`() async throws {
        try await recordDestruction()
        let started = try #require(try verifications.start(by: "eye"))
        await verifications.stop()
        #expect(verifications.newestFirst.first { $0.id == started.id }?.state == .cancelled)
        #expect(throws: EventLogError.closed) { try verifications.start(by: "eye") }
    }

    @Test func `only the newest are kept`() async throws {
        for _ in 0..<(LogVerifications.limit + 2) {
            let started = try #require(try verifications.start(by: "eye"))
            _ = try await end(of: started.id)
            try await eventually("the next one may start") { verifications.isIdle }
        }
        let kept = verifications.newestFirst
        #expect(kept.count == LogVerifications.limit)
        #expect(kept.first?.id == "v-\(LogVerifications.limit + 2)")
    }
}
