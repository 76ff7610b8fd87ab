import Foundation
@testable import OutboundHTTP
import TestSupport
import Testing

/// The budget over restarts of the process: nothing but the file outlives one.
@Suite(.timeLimit(.minutes(10))) struct RequestRecordTests {
    private let directory = temporaryPath("requests")
    private var path: String { directory + "/requests" }

    init() throws {
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
    }

    private func record(_ clock: VirtualClock, boot: String = "boot-1") -> RequestRecord {
        RequestRecord(path: path, bootID: boot, now: { clock.now.offset })
    }

    @Test(arguments: Seed.first(20))
    func `no window sees more than the limit, however often the process is killed`(
        seed: Seed
    ) async throws {
        let limit = 1 + Int(seed.number % 7)
        let clock = VirtualClock()
        var numbers = SeededGenerator(seed)
        var beginnings: [Duration] = []
        for _ in 1...30 {
            // A budget that is let go of without a word, as `kill -9` leaves it.
            let budget = RequestBudget(limit: limit, record: record(clock), clock: clock)
            for _ in 0..<Int.random(in: 0...limit, using: &numbers) {
                _ = try await budget.begin("a\\r\\n %")
                beginnings.append(clock.now.offset)
                clock.advance(by: .milliseconds(Int.random(in: 0...9000, using: &numbers)))
            }
        }
        for first in beginnings {
            let window = first..<(first + .seconds(60))
            #expect(beginnings.count { window.contains($0) } <= limit)
        }
    }

    @Test func `what is older than a minute does not count, and accounts are apart`() async throws {
        let clock = VirtualClock()
        let first = record(clock)
        #expect(first.earlier == nil)
        first.note("a")
        clock.advance(by: .seconds(59))
        first.note("b")
        clock.advance(by: .seconds(2))
        #expect(record(clock).earlier == ["b": [.seconds(2)]])
    }

    @Test(arguments: ["", "boot-2"])
    func `a file of another start of the machine says nothing`(boot: String) {
        let clock = VirtualClock()
        record(clock).note("a")
        #expect(record(clock, boot: boot).earlier == nil)
    }

    @Test func `a line that was not written to its end is passed over`() throws {
        let clock = VirtualClock()
        record(clock).note("a")
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data("0 6".utf8))
        try file.close()
        #expect(record(clock).earlier == ["a": [.zero]])
    }

    @Test func `the file stays small, and loses nothing that counts`() throws {
        let clock = VirtualClock()
        let first = record(clock)
        let account = String(repeating: "a", count: 100)
        for _ in 1...10_000 {
            first.note(account)
            clock.advance(by: .milliseconds(100))
        }
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        #expect(try #require(size) <= RequestRecord.byteLimit + 1024)
        #expect(record(clock).earlier?[account]?.count == 599)
    }

    @Test func `many requests that count are not written again for each other one`() throws {
        let clock = VirtualClock()
        let first = record(clock)
        let account = String(repeating: "a", count: 100)
        // Each rewrite makes another file.
        var files: Set<Int> = []
        for _ in 1...20_000 {
            first.note(account)
            clock.advance(by: .milliseconds(1))
            let file = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber]
            files.insert(try #require(file as? Int))
        }
        #expect(files.count < 10)
        #expect(record(clock).earlier?[account]?.count == 20_000)
    }

    @Test func `a record that cannot be written leaves no file that lacks a request`() throws {
        let clock = VirtualClock()
        let first = record(clock)
        first.note("a")
        try FileManager.default.removeItem(atPath: directory)
        for _ in 1...3000 { first.note(String(repeating: "a", count: 100)) }
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
