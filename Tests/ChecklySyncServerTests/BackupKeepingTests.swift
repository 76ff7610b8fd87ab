import Encodings
import EventLog
import Foundation
import Glibc
import LiveLog
import LogIntegrity
import ReadModels
import SyncModel
import TestSupport
import Testing

@testable import ChecklySyncServer

/// The backups that a server makes itself: when, how many stay, and what is said when one fails.
@Suite(.timeLimit(.minutes(5))) struct BackupKeepingTests {
    private static let start = Timestamp(rfc3339: "2026-11-30T08:00:00Z")
    private static let day = Duration.seconds(86_400)

    private let directory: DataDirectory
    private let openLog: OpenLog
    private let clock = VirtualClock(standsStill: true)
    private let lines = LogLines()
    private let record = BackupRecord()
    private let backups = temporaryPath("backups") + "/here"

    init() throws {
        directory = try DataDirectory(temporaryPath("backup-keeping"))
        openLog = try OpenLog.open(
            directory: directory,
            masterKey: [UInt8](repeating: 7, count: 32),
            now: { VirtualClock.epoch }
        )
        try directory.ensureCheckpointKey()
    }

    private func keeping(_ count: Int = 2, of data: String? = nil) throws -> BackupKeeping {
        let start = try #require(Self.start)
        return BackupKeeping(
            plan: BackupPlan(directory: backups, interval: Self.day, count: count),
            dataDirectory: data ?? directory.path,
            logID: openLog.log.identity.id,
            record: record,
            now: { [clock] in start.advanced(by: clock.now.offset) },
            clock: clock,
            logger: lines.logger()
        )
    }

    private var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: backups)) ?? []).sorted()
    }

    /// The name of a backup of this log.
    private func name(_ time: String) -> String {
        "checkly-sync-\(Hex.encode(openLog.log.identity.id.prefix(4)))-\(time)"
    }

    private func make(_ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: "\(backups)/\(name)",
            withIntermediateDirectories: true
        )
    }

    @Test func `a backup is made at the start and after each interval, and the oldest go`()
        async throws
    {
        // Somebody's own files, another log's backup, and one that a stop cut off.
        let others = [
            "checkly-sync-00000000-2026-11-01T080000Z", "checkly-sync-by-hand", "notes",
        ]
        for other in others { try make(other) }
        try make(name("2026-11-01T080000Z"))
        try await RunningService.run(try keeping()) { _ in
            for _ in 1...3 {
                try await clock.untilAsleep()
                clock.advance(by: Self.day)
            }
            try await clock.untilAsleep()
        }
        #expect(
            Set(names)
                == Set(
                    others + [name("2026-12-02T080000Z"), name("2026-12-03T080000Z")]
                )
        )
        #expect(record.newest?.rfc3339 == "2026-12-03T08:00:00.000000Z")
        #expect(record.items == [])
        #expect(lines.all.count == 4)
        let restored = temporaryPath("restored")
        let newest = backups + "/" + name("2026-12-03T080000Z")
        let backup = try await Backup.restore(newest, to: restored)
        #expect(backup.eventCount == openLog.log.head.number)
        #expect(!FileManager.default.fileExists(atPath: restored + "/master.key"))
    }

    @Test func `after a start the next one is made when it is due`() async throws {
        try await RunningService.run(try keeping()) { _ in try await clock.untilAsleep() }
        clock.advance(by: .seconds(3600))
        try await RunningService.run(try keeping()) { _ in
            try await clock.untilAsleep()
            #expect(names.count == 1)
            clock.advance(by: Self.day - .seconds(3601))
            await letOthersRun()
            #expect(names.count == 1)
            clock.advance(by: .seconds(1))
            try await clock.untilAsleep()
        }
        #expect(names.count == 2)
    }

    @Test func `a failure is told until a backup is made, and removes nothing`() async throws {
        try await RunningService.run(try keeping(1)) { _ in
            try await clock.untilAsleep()
            let first = names
            let log = directory.path + "/events.sqlite"
            try FileManager.default.moveItem(atPath: log, toPath: log + "-away")
            clock.advance(by: Self.day)
            try await clock.untilAsleep()
            #expect(record.items.map(\.code) == ["backup-failed"])
            #expect(record.items.first?.since?.rfc3339 == "2026-12-01T08:00:00.000000Z")
            #expect(lines.all.last?.hasPrefix("warning backup not made error=") == true)
            #expect(Set(first).isSubset(of: names))
            try FileManager.default.moveItem(atPath: log + "-away", toPath: log)
            clock.advance(by: BackupKeeping.pause)
            try await clock.untilAsleep()
            #expect(record.items == [])
            #expect(names == [name("2026-12-01T081500Z")])
        }
    }

    @Test func `what was left unfinished goes before the next one is begun, also if that fails`()
        async throws
    {
        try make(name("2026-11-01T080000Z"))
        let log = directory.path + "/events.sqlite"
        try FileManager.default.moveItem(atPath: log, toPath: log + "-away")
        try await RunningService.run(try keeping()) { _ in try await clock.untilAsleep() }
        #expect(record.items.map(\.code) == ["backup-failed"])
        #expect(!names.contains(name("2026-11-01T080000Z")))
    }

    @Test func `a backup that takes the room of the log is not made`() async throws {
        let data = temporaryPath("large")
        try FileManager.default.createDirectory(
            atPath: data,
            withIntermediateDirectories: true
        )
        // The file has a size and takes no room itself.
        let log = data + "/events.sqlite"
        #expect(FileManager.default.createFile(atPath: log, contents: nil))
        #expect(truncate(log, 1 << 43) == 0)
        try await RunningService.run(try keeping(of: data)) { _ in try await clock.untilAsleep() }
        #expect(record.items.first?.message.contains("too little for a copy") == true)
        #expect(names == [])
    }
}
