import Foundation
import TestSupport
import Testing

/// The programs that tests start.
@Suite(.timeLimit(.minutes(10))) struct RunningProgramTests {
    @Test func `everything that a program writes is taken, however much it is`() async throws {
        let script = "head -c 3000000 /dev/zero | tr '\\0' x; echo y >&2; exit 3"
        let ended = try await RunningProgram.toItsEnd(["bash", "-c", script])
        #expect(ended.status == 3)
        #expect(ended.said.utf8.count == 3_000_002 && ended.said.hasSuffix("xy\n"))
    }

    @Test(arguments: [SIGTERM, SIGKILL, SIGHUP])
    func `a signal ends a program, and its number is known`(signal: Int32) async throws {
        let program = try await RunningProgram(["sleep", "1000"])
        program.send(signal)
        #expect(try await program.ended() == signal)
        // It is not sent to whoever has the number now.
        program.send(SIGKILL)
        #expect(try await program.ended() == signal)
    }

    @Test func `a program has the environment of the tests, what is added, and no input`()
        async throws
    {
        let ended = try await RunningProgram.toItsEnd(
            ["bash", "-c", #"cat; echo "$PATH:$ADDED""#],
            environment: ["ADDED": "more"]
        )
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        #expect(ended.said == "\(path):more\n")
    }

    @Test func `what ends without writing what is waited for is waited for no longer`() async throws
    {
        let program = try await RunningProgram(["echo", "one"])
        #expect(try await program.first { $0.contains("two") ? true : nil } == nil)
        #expect(try await program.first { $0.contains("one") ? true : nil } == true)
    }

    @Test func `a program that does not exist has the status of the shell`() async throws {
        let ended = try await RunningProgram.toItsEnd(["/no/such/program"])
        #expect(ended.status == 127)
        #expect(ended.said.contains("/no/such/program"))
    }

    @Test func `a program that nobody holds is killed with what it has started`() async throws {
        let script = "sleep 1000 & echo $$ $! end; wait"
        var program: RunningProgram? = try await RunningProgram(["bash", "-c", script])
        let said = try await program?.first { $0.hasSuffix("end\n") ? $0 : nil }
        let numbers = try #require(said?.split(separator: " ").compactMap { Int($0) })
        #expect(numbers.count == 2)
        #expect(numbers.allSatisfy(Self.isAlive))
        program = nil
        try await eventually("both have ended") { !numbers.contains(where: Self.isAlive) }
    }

    @Test func `a program is killed when its test is cancelled`() async throws {
        let program = try await RunningProgram(["sleep", "1000"])
        let waiting = Task { try await program.ended() }
        waiting.cancel()
        _ = await waiting.result
        #expect(!Self.isAlive(Int(program.identifier)))
    }

    /// Whether a process runs; one that has ended may still wait to be asked for its status.
    private static func isAlive(_ number: Int) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)
        else { return false }
        return status.split(separator: ")").last?.hasPrefix(" Z") == false
    }
}
