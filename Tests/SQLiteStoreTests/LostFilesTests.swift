import Foundation
import SyncModel
import TestSupport
import Testing

@testable import EventLog
@testable import SQLiteStore

/// Files that go while the log is open, and commits of which it is not known what came of them.
@Suite(.timeLimit(.minutes(10))) struct LostFilesTests {
    private let files = FileManager.default

    private func ignored(_ reason: String, identity: [UInt8]? = nil) -> AppendRequest {
        AppendRequest(
            identity: identity,
            events: [PendingEvent(.delivery(.ignored(type: "t", reason: reason)))]
        )
    }

    /// What can happen to the files of a running server, and which of them is then named.
    enum Loss: String, CaseIterable, Sendable {
        case databaseDeleted, databaseReplaced, walDeleted, lockDeleted, lockReplaced
        case directoryMoved, directoryDeleted

        func happen(to directory: String) throws {
            let files = FileManager.default
            switch self {
            case .databaseDeleted: try files.removeItem(atPath: directory + "/events.sqlite")
            case .databaseReplaced:
                try files.removeItem(atPath: directory + "/events.sqlite")
                try Data().write(to: URL(fileURLWithPath: directory + "/events.sqlite"))
            case .walDeleted: try files.removeItem(atPath: directory + "/events.sqlite-wal")
            case .lockDeleted: try files.removeItem(atPath: directory + "/lock")
            case .lockReplaced:
                try files.moveItem(atPath: directory + "/lock", toPath: directory + "/lock.old")
                try Data().write(to: URL(fileURLWithPath: directory + "/lock"))
            case .directoryMoved:
                try files.moveItem(atPath: directory, toPath: directory + "-moved")
            case .directoryDeleted: try files.removeItem(atPath: directory)
            }
        }

        var lostFile: String {
            switch self {
            case .databaseDeleted, .databaseReplaced: "events.sqlite"
            case .walDeleted: "events.sqlite-wal"
            case .lockDeleted, .lockReplaced, .directoryMoved, .directoryDeleted: "lock"
            }
        }
    }

    @Test(arguments: Loss.allCases)
    func `nothing is acknowledged once a file of the log is gone`(loss: Loss) async throws {
        let log = try OpenLog()
        _ = try await log.log.append(ignored("before"))
        try loss.happen(to: log.directory)
        let gone = EventLogError.filesGone(path: log.directory + "/" + loss.lostFile)
        await #expect(throws: gone) { try await log.log.append(ignored("after")) }
        #expect(log.log.problem == gone)
        #expect(!log.log.isWritable)
    }

    @Test(arguments: [Loss.databaseDeleted, .lockDeleted, .directoryMoved])
    func `a log whose files are gone is not writable even if nothing is appended`(
        loss: Loss
    ) async throws {
        let log = try OpenLog()
        try loss.happen(to: log.directory)
        // The watch looks every second.
        try await eventually("the watch notices") { !log.log.isWritable }
        #expect(log.log.problem?.code == "log-files-gone")
    }

    @Test func `what is moved back goes on`() async throws {
        let log = try OpenLog()
        try Loss.directoryMoved.happen(to: log.directory)
        await #expect(throws: EventLogError.self) { try await log.log.append(ignored("a")) }
        try files.moveItem(atPath: log.directory + "-moved", toPath: log.directory)
        _ = try await log.log.append(ignored("a"))
        #expect(log.log.isWritable)
    }

    @Test(arguments: [Loss.lockDeleted, .lockReplaced])
    func `a second server does not start where the lock was deleted`(loss: Loss) throws {
        let log = try OpenLog()
        try loss.happen(to: log.directory)
        #expect(throws: EventLogError.locked(holder: "another process")) { try log.files.open() }
        #expect(DirectoryLock.isHeld(directory: log.directory))
    }

    @Test func `a directory that nobody holds is not held, also without a lock`() throws {
        let files = try TestLog()
        #expect(!DirectoryLock.isHeld(directory: files.directory))
        #expect(!DirectoryLock.isHeld(directory: files.directory + "/absent"))
    }

    /// Neither an append nor a trial succeeds.
    private static let full = """
        CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'full'); END;
        CREATE TRIGGER stuck BEFORE UPDATE ON identity_settlement
        BEGIN SELECT RAISE(ABORT, 'stuck'); END
        """

    @Test func `a commit that failed and is on disk all the same is read back before the next`()
        async throws
    {
        let log = try OpenLog()
        try log.files.execute(Self.full)
        let error = await #expect(throws: EventLogError.self) {
            try await log.log.append(ignored("a", identity: [1]))
        }
        #expect(try #require(error).hint.contains("may not have been recorded"))
        // What the failed commit would have left, had its last step alone failed.
        try await copyEvent("a", identity: [1], into: log)
        let outcome = try await log.log.append(ignored("a", identity: [1]))
        #expect(outcome == .duplicate(Position(1)))
        #expect(log.log.head == Position(1))
        _ = try await log.log.append(ignored("b"))
        #expect(log.log.head == Position(2))
    }

    @Test func `a trial reads back too, and until it succeeds nothing is taken`() async throws {
        let log = try OpenLog()
        try log.files.execute(Self.full)
        await #expect(throws: EventLogError.self) { try await log.log.append(ignored("a")) }
        await #expect(throws: EventLogError.self) { try await log.log.append(ignored("b")) }
        #expect(!log.log.tryToWrite())
        #expect(log.log.head == .beforeFirst)
        try await copyEvent("a", identity: nil, into: log)
        #expect(log.log.tryToWrite())
        #expect(log.log.head == Position(1))
        let outcome = try await log.log.append(ignored("b"))
        #expect(outcome == .recorded(first: Position(2), last: Position(2)))
    }

    @Test func `a trial writes a page`() throws {
        let log = try OpenLog()
        try log.log.emptyWriteAheadLog()
        #expect(log.log.tryToWrite())
        let path = log.directory + "/events.sqlite-wal"
        let size = try files.attributesOfItem(atPath: path)[.size] as? Int
        #expect(try #require(size) > 0)
    }

    /// Puts the event that another log records into this one, as a commit would.
    private func copyEvent(_ reason: String, identity: [UInt8]?, into log: OpenLog) async throws {
        let other = try OpenLog()
        _ = try await other.log.append(ignored(reason, identity: identity))
        try log.files.execute(
            attaching: other.directory,
            """
            DROP TRIGGER full;
            DROP TRIGGER stuck;
            INSERT INTO events SELECT * FROM other.events;
            INSERT INTO identity_arrivals SELECT * FROM other.identity_arrivals;
            """
        )
    }
}

/// A log that is open, with its files.
private struct OpenLog {
    let files: TestLog
    let log: EventLog
    var directory: String { files.directory }

    init() throws {
        files = try TestLog()
        log = try files.open()
    }
}
