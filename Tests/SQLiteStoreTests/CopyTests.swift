import EventLog
import Foundation
import SQLiteStore
import SyncModel
import TestSupport
import Testing

/// Copies of a log, and what becomes of those that are cut off.
@Suite struct CopyTests {
    private let files: TestLog
    private let log: EventLog
    private let target: TestLog
    private let reader: SQLiteReader

    init() async throws {
        files = try TestLog()
        log = try files.open()
        target = try TestLog()
        reader = try SQLiteReader.open(directory: files.directory)
        _ = try await log.append(
            AppendRequest(events: [PendingEvent(.delivery(.ignored(type: "t", reason: "a test")))])
        )
    }

    private var content: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: target.directory) }
    }

    @Test func `a copy stands in its place only once it is finished`() throws {
        let copy = try LogCopy(of: reader, to: target.directory)
        #expect(try content == ["events.sqlite.part"])
        #expect(try EventReader.open(directory: copy.directory).head() == Position(1))
        try copy.finish()
        #expect(try content == ["events.sqlite"])
        #expect(try EventReader.open(directory: target.directory).head() == Position(1))
    }

    @Test func `a copy that was cut off is in nobody's way`() throws {
        // As a process leaves it that is killed.
        try LogCopy(of: reader, to: target.directory).cutOff()
        #expect(try content == ["events.sqlite.part"])
        try LogCopy(of: reader, to: target.directory).finish()
        #expect(try content == ["events.sqlite"])
        #expect(try EventReader.open(directory: target.directory).head() == Position(1))
    }

    @Test func `one that is under way is not taken for one that was cut off`() throws {
        let copy = try LogCopy(of: reader, to: target.directory)
        let error = #expect(throws: EventLogError.self) {
            try LogCopy(of: reader, to: target.directory)
        }
        #expect(error?.code == "log-locked")
        try copy.finish()
        #expect(try EventReader.open(directory: target.directory).head() == Position(1))
    }

    @Test func `a log that is there already is named and not written over`() throws {
        try LogCopy(of: reader, to: target.directory).finish()
        let path = target.directory + "/events.sqlite"
        #expect(throws: EventLogError.alreadyThere(path: path)) {
            try LogCopy(of: reader, to: target.directory)
        }
        #expect(try content == ["events.sqlite"])
    }

    @Test func `one that is given up leaves nothing behind`() throws {
        try LogCopy(of: reader, to: target.directory).remove()
        #expect(try content == [])
    }
}

extension LogCopy {
    /// Leaves all as it is; the lock goes with the last that holds the copy.
    fileprivate func cutOff() {
        try? Data(repeating: 0, count: 100)
            .write(to: URL(fileURLWithPath: directory + "/events.sqlite"))
    }
}
