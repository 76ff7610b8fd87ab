import Foundation
import GRDB
import SyncModel
import TestSupport
import Testing

@testable import EventLog
@testable import SQLiteStore

/// Reading a log from its files: everything in them shows, and no byte of the directory changes.
@Suite(.timeLimit(.minutes(10))) struct OpeningTests {
    /// What a directory may be like.
    enum Condition: String, CaseIterable, Sendable {
        /// A server has it open.
        case live
        /// A server ended well.
        case stopped
        /// A server was killed: the newest events stand in the write-ahead log alone.
        case killed
        /// The same, and the files of a server before are there too.
        case killedWithIndex
        /// A copy of a database without what was beside it.
        case databaseAlone
        /// A name with everything that an URI gives a meaning to.
        case oddName
    }

    private let files = FileManager.default

    private func ignored(_ reason: String) -> AppendRequest {
        AppendRequest(events: [PendingEvent(.delivery(.ignored(type: "t", reason: reason)))])
    }

    /// A directory with three events; the log is open where the condition says so.
    private func make(_ condition: Condition) async throws -> (directory: String, log: EventLog?) {
        let source = try TestLog()
        let log = try source.open()
        for reason in ["a", "b", "c"] { _ = try await log.append(ignored(reason)) }
        if condition == .live { return (source.directory, log) }
        let copy = source.directory + (condition == .oddName ? "-copy ?a=b#c%20d&'\"é" : "-copy")
        try files.createDirectory(atPath: copy, withIntermediateDirectories: true)
        var names = ["lock", "events.sqlite", "events.sqlite-wal"]
        switch condition {
        case .live, .killed: break
        case .killedWithIndex: names.append("events.sqlite-shm")
        case .stopped, .databaseAlone, .oddName:
            try log.emptyWriteAheadLog()
            if condition == .databaseAlone { names = ["events.sqlite"] }
        }
        for name in names {
            try files.copyItem(atPath: source.directory + "/" + name, toPath: copy + "/" + name)
        }
        return (copy, nil)
    }

    private func contents(of directory: String) throws -> [String: Data] {
        var found: [String: Data] = [:]
        for name in try files.contentsOfDirectory(atPath: directory) {
            found[name] = try Data(contentsOf: URL(fileURLWithPath: directory + "/" + name))
        }
        return found
    }

    @Test(arguments: Condition.allCases)
    func `all events show and nothing in the directory changes`(condition: Condition) async throws {
        let (directory, log) = try await make(condition)
        let before = try contents(of: directory)
        do {
            let reader = try EventReader.open(directory: directory)
            #expect(try reader.head() == Position(3))
            #expect(try reader.events(EventQuery(limit: 10)).count == 3)
            try reader.checkStructure()
            let target = try TestLog().directory
            try LogCopy(of: SQLiteReader.open(directory: directory), to: target).finish()
            #expect(try EventReader.open(directory: target).head() == Position(3))
            #expect(try AuditedLog(directory: directory).changedObjects == [])
        }
        // The shared memory of a running server is its own business.
        let isShared = log == nil ? [] : ["events.sqlite-shm"]
        let after = try contents(of: directory)
        #expect(
            before.filter { !isShared.contains($0.key) }
                == after.filter { !isShared.contains($0.key) }
        )
        await log?.close()
    }

    @Test func `what was read without locks is refused once a server has started`() async throws {
        let (directory, _) = try await make(.stopped)
        let reader = try EventReader.open(directory: directory)
        let lock = try DirectoryLock(directory: directory)
        let error = #expect(throws: EventLogError.self) { try reader.head() }
        #expect(try #require(error).message.contains("a server was started on"))
        withExtendedLifetime(lock) {}
    }

    @Test(arguments: [nil, "", "no database", "SQLite format 3\0 and nothing else"])
    func `what is no log is named with its path and what to do`(content: String?) throws {
        let directory = try TestLog().directory
        let path = directory + "/events.sqlite"
        if let content { try Data(content.utf8).write(to: URL(fileURLWithPath: path)) }
        let error = #expect(throws: EventLogError.self) {
            try EventReader.open(directory: directory)
        }
        let found = try #require(error)
        #expect(found.message.contains(path) || found.code == "log-foreign", "\(found)")
        #expect(!"\(found)".contains("SQLite error"), "\(found)")
    }

    @Test func `a log that cannot be opened is named with its path and what to do`() throws {
        let log = try TestLog()
        let path = log.directory + "/events.sqlite"
        try Data(String(repeating: "no database ", count: 100).utf8)
            .write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: EventLogError.self) { try log.open() }
        #expect(try #require(error).code == "log-cannot-open")
        #expect(try #require(error).message.contains(path))
    }

    @Test(arguments: 1...28)
    func `every error of SQLite says where and what to do`(code: Int) {
        let error = DatabaseError(resultCode: ResultCode(rawValue: Int32(code)))
        let trouble = StorageTrouble(error, at: "/data/events.sqlite")
        #expect(trouble.reason.contains("/data/events.sqlite"))
        #expect(!trouble.reason.contains("SQLite error"))
        #expect(trouble.remedy.hasSuffix("."))
        #expect(!trouble.reason.hasSuffix("."))
    }

    @Test func `a copy that cannot be written blames the copy`() async throws {
        let (directory, _) = try await make(.stopped)
        let reader = try SQLiteReader.open(directory: directory)
        // The system refuses every write to it with "no space left".
        let error = DatabaseError(resultCode: .SQLITE_FULL, message: "not an error")
        let trouble = StorageTrouble(error, at: "/backup/events.sqlite")
        let copying = EventLogError.cannotCopy(trouble.reason, hint: trouble.remedy)
        #expect(
            copying.message
                == "The copy cannot be written: the file system of /backup/events.sqlite is full."
        )
        #expect(throws: EventLogError.self) {
            try LogCopy(of: reader, to: directory + "/absent/deep")
        }
    }
}
