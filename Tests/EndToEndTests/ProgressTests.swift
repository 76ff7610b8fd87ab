import Encodings
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import checkly_sync

/// What is told while something takes long, and when it is done.
@Suite struct ProgressTests {
    /// A line whose clock a test moves, and what it writes.
    private final class Bench: Sendable {
        private let elapsed = Mutex(Duration.zero)
        private let texts = Mutex<[String]>([])
        private let start = ContinuousClock.now

        var written: [String] { texts.withLock(\.self) }

        func line(isTerminal: Bool = true) -> ProgressLine {
            ProgressLine(
                "Verified",
                isTerminal: isTerminal,
                now: { self.start.advanced(by: self.elapsed.withLock(\.self)) },
                write: { text in self.texts.withLock { $0.append(text) } }
            )
        }

        func wait(_ milliseconds: Int) { elapsed.withLock { $0 += .milliseconds(milliseconds) } }
    }

    @Test func `it is shown after a second, now and then, and taken away`() {
        let bench = Bench()
        let line = bench.line()
        line.show(10, of: 1000)
        bench.wait(999)
        line.show(20, of: 1000)
        #expect(bench.written == [])
        bench.wait(1)
        line.show(100, of: 1000)
        bench.wait(249)
        line.show(120, of: 1000)
        bench.wait(1)
        line.show(500, of: 1000)
        line.end()
        line.end()
        #expect(
            bench.written == [
                "\r\u{1B}[KVerified 100 of 1000 events (10 %), about 9 s left",
                "\r\u{1B}[KVerified 500 of 1000 events (50 %)",
                "\r\u{1B}[K",
            ]
        )
    }

    @Test func `what is quick, or read by no person, writes nothing`() {
        let bench = Bench()
        let quick = bench.line()
        quick.show(1000, of: 1000)
        quick.end()
        let unseen = bench.line(isTerminal: false)
        bench.wait(5000)
        unseen.show(0, of: 0)
        unseen.end()
        #expect(bench.written == [])
    }

    @Test func `work that fails leaves no line behind`() {
        let bench = Bench()
        do {
            let line = bench.line()
            bench.wait(2000)
            line.show(0, of: 0)
        }
        #expect(
            bench.written == ["\r\u{1B}[KVerified 0 of 0 events", "\r\u{1B}[K"]
        )
    }

    @Test(arguments: [
        (#"{"written":3,"deleted":1,"failed":0,"skipped":0}"#, "3 written, 1 deleted."),
        (#"{"written":0,"deleted":0,"failed":0,"skipped":0}"#, "nothing had to change."),
        (#"{"written":1,"deleted":0,"failed":2,"skipped":4}"#, "1 written, 2 failed, 4 skipped."),
    ])
    func `a push ends with what it did`(run: String, told: String) throws {
        let run = try JSONValue.parse(Array(run.utf8))
        #expect(RunSummary.text(run, name: "app") == "Pushed app: " + told)
    }

    @Test func `the build has an id`() async throws {
        let version = try await runProgram(["version", "-o", "json"])
        let id = try JSONValue.parse(Array(version.said.utf8))["buildId"]?.string
        #expect(id?.wholeMatch(of: #/[0-9a-f]{40}/#) != nil)
    }

    @Test func `what is no program has no build id`() throws {
        let file = try #require(FileManager.default.contents(atPath: ServerProcess.program))
        let start = [UInt8](file.prefix(64 << 10))
        let id = try #require(buildID(ofELF: start))
        #expect(id.count == 40)
        for length in [0, 5, 40, 60, 64, 100, 500] {
            #expect(buildID(ofELF: Array(start.prefix(length))) == nil)
        }
        var broken = start
        for index in 32..<64 { broken[index] = 0xFF }
        #expect(buildID(ofELF: broken) == nil)
        #expect(buildID(ofELF: Array("#!/bin/sh".utf8)) == nil)
    }
}
