import Foundation
import Testing

@testable import checkly_sync

/// Log lines to somebody who does not read them.
@Suite(.timeLimit(.minutes(10))) struct LogWriterTests {
    private let pipe = Pipe()
    private let writer: LogWriter

    init() {
        writer = LogWriter(to: pipe.fileHandleForWriting.fileDescriptor) { "dropped \($0)" }
    }

    /// Reads lines until one fulfils a condition.
    private func lines(until isLast: (String) -> Bool) throws -> [String] {
        try lines(whenAll: { $0.last.map(isLast) ?? false })
    }

    private func lines(whenAll isDone: ([String]) -> Bool) throws -> [String] {
        var bytes = Data()
        while true {
            bytes += pipe.fileHandleForReading.availableData
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
                .map(String.init)
            if bytes.last == UInt8(ascii: "\n"), isDone(lines) { return lines }
        }
    }

    @Test func `a reader that stalls holds nothing up, and is told how much it missed`() throws {
        // Far more than the pipe and the queue take: this would not return if it waited.
        let line = String(repeating: "x", count: 1000)
        let count = 5000
        for number in 1...count { writer.write("\(number) \(line)") }
        let read = try lines(whenAll: { $0.reduce(0) { $0 + Self.count(in: $1) } >= count })
        var next = 1
        for line in read {
            // What was taken is whole and in order, and every gap is told.
            if !line.hasPrefix("dropped ") { #expect(line.hasPrefix("\(next) x")) }
            next += Self.count(in: line)
        }
        #expect(next - 1 == count)
        #expect(read.contains { $0.hasPrefix("dropped ") })
        #expect(read.count > LogWriter.queueLimit / 1100)
    }

    /// How many lines a line stands for.
    private static func count(in line: String) -> Int {
        line.hasPrefix("dropped ") ? Int(line.dropFirst("dropped ".count)) ?? 0 : 1
    }

    @Test func `after a stall lines are written again`() throws {
        for _ in 1...3000 { writer.write(String(repeating: "x", count: 1000)) }
        _ = try lines { $0.hasPrefix("dropped ") }
        writer.write("again")
        #expect(try lines { $0 == "again" } == ["again"])
    }

    @Test func `the end does not wait for a reader that stalls`() async throws {
        let count = 3000
        for _ in 1...count { writer.write(String(repeating: "x", count: 1000)) }
        await writer.flush(within: .milliseconds(10))
        // It is over although nothing was read and the pipe takes only so much.
        var waiting: CInt = 0
        let descriptor = pipe.fileHandleForReading.fileDescriptor
        try #require(ioctl(descriptor, UInt(FIONREAD), &waiting) == 0)
        #expect(waiting < LogWriter.queueLimit)
        // What waits then is written all the same, while the process lasts.
        _ = try lines(whenAll: { $0.reduce(0) { $0 + Self.count(in: $1) } >= count })
    }

    @Test func `the end waits until all is written`() async throws {
        writer.write("last")
        await writer.flush(within: .seconds(60))
        try pipe.fileHandleForWriting.close()
        #expect(try pipe.fileHandleForReading.readToEnd() == Data("last\n".utf8))
    }
}
