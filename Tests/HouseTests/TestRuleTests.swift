import Testing

/// What every test keeps to, so that none hangs, depends on chance or has tools of its own.
@Suite struct TestRuleTests {
    private struct Ban {
        let tokens: [String]
        let why: String
    }

    private static let bans = [
        Ban(tokens: ["Task", ".", "yield"], why: "wait with eventually or letOthersRun"),
        Ban(tokens: ["Task", ".", "sleep"], why: "wait with eventually, or by a VirtualClock"),
        Ban(tokens: ["usleep"], why: "wait with eventually"),
        Ban(tokens: ["nanosleep"], why: "wait with eventually"),
        Ban(tokens: ["Thread", ".", "sleep"], why: "wait with eventually"),
        Ban(tokens: ["sched_yield"], why: "block a thread on a semaphore"),
        Ban(tokens: [".", "measure", "{"], why: "assert what happened, not how long it took"),
        Ban(tokens: [":", "Process", "("], why: "start programs as a RunningProgram"),
        Ban(tokens: ["=", "Process", "("], why: "start programs as a RunningProgram"),
        Ban(tokens: ["posix_spawn"], why: "start programs as a RunningProgram"),
        Ban(tokens: ["import", "Subprocess"], why: "start programs as a RunningProgram"),
        Ban(tokens: [":", "RandomNumberGenerator"], why: "SeededGenerator is the one"),
        Ban(tokens: ["shuffled", "(", ")"], why: "give it a SeededGenerator"),
        Ban(tokens: ["randomElement", "(", ")"], why: "give it a SeededGenerator"),
        Ban(tokens: ["SystemRandomNumberGenerator"], why: "give it a SeededGenerator"),
        Ban(tokens: [":", "Clock"], why: "VirtualClock is the one"),
        Ban(tokens: ["NSTemporaryDirectory"], why: "take temporaryPath"),
    ]

    /// What stands in a test nevertheless: a file's name, the banned tokens, and the reason.
    private static let exceptions: [(file: String, tokens: [String], reason: String)] = [
        ("ListenerBench.swift", ["Task", ".", "sleep"], "Shows that no more answers are made."),
        ("LoopbackTests.swift", ["Task", ".", "sleep"], "A server's body comes drop by drop."),
    ]

    /// The rooms with the tools themselves, and those that build without them.
    private static let others: Set = [
        "TestSupport", "EventLogConformance", "ManagementAPIBench", "Fuzzing", "HouseTests",
    ]

    private static func offences(in files: [SourceFile]) -> [Offence] {
        files.flatMap { file in
            let banned = bans.flatMap { ban in
                let isAllowed = exceptions.contains {
                    $0.file == file.name && $0.tokens == ban.tokens
                }
                return (isAllowed ? [] : file.lines(of: ban.tokens))
                    .map { ($0, "\(ban.tokens.joined()): \(ban.why)") }
            }
            let unseeded = unseeded(in: file).map { ($0, "random: give it a SeededGenerator") }
            let spins = spins(in: file)
                .map { ($0, "while: block a thread, or wait with eventually") }
            return (banned + unseeded + spins)
                .map { Offence(path: file.path, line: $0, message: $1) }
        }
    }

    /// The lines of calls of `random` that name no generator.
    private static func unseeded(in file: SourceFile) -> [Int] {
        file.indices(of: "random")
            .filter { index in
                guard index > 0, file.tokens[index - 1].text == ".",
                    index + 1 < file.tokens.count, file.tokens[index + 1].text == "("
                else { return false }
                var depth = 0
                for token in file.tokens[(index + 1)...] where token.kind != .text {
                    if token.text == "using" { return false }
                    if token.text == "(" { depth += 1 }
                    if token.text == ")" { depth -= 1 }
                    if depth == 0 { return true }
                }
                return true
            }
            .map { file.tokens[$0].line }
    }

    /// The lines of loops that do nothing, or only throw a value away, until something holds.
    private static func spins(in file: SourceFile) -> [Int] {
        file.indices(of: "while")
            .filter { index in
                let line = file.tokens[index...].prefix { $0.line == file.tokens[index].line }
                guard line.last?.text == "}", let begin = line.lastIndex(where: { $0.text == "{" })
                else { return false }
                let body = line[(begin + 1)...].dropLast().map(\.text)
                return body.isEmpty || body.starts(with: ["_", "="])
            }
            .map { file.tokens[$0].line }
    }

    private static func tests() throws -> [SourceFile] {
        try House.standing.get().files
            .filter { $0.path.hasPrefix("Tests/") && !others.contains($0.room) }
    }

    @Test func `tests wait with a bound, are random by a seed and share their tools`() throws {
        let files = try Self.tests()
        #expect(files.count > 200)
        expectNone(Self.offences(in: files))
    }

    @Test func `every exception is still needed`() throws {
        let files = try Self.tests()
        for exception in Self.exceptions {
            let places = files.filter { $0.name == exception.file }
                .flatMap { $0.lines(of: exception.tokens) }
            #expect(!places.isEmpty, "\(exception.file) has no \(exception.tokens.joined())")
        }
    }

    @Test func `an endless wait, chance without a seed and a tool of one's own are found`() {
        let text = """
            while !isDone { await Task.yield() }
            let number = Int.random(in: 0..<f(3))
            let other = Int.random(in: 0..<f(3), using: &random)
            let flag = Bool.random(using: &random)
            struct Mixer: RandomNumberGenerator { var state = 1 }
            func take(_ random: inout some RandomNumberGenerator) {}
            for one in list.shuffled() { _ = one }
            final class Still: Clock {}
            while !isOpen.withLock({ $0 }) {}
            while !isOpen { _ = sched_yield() }
            let tool = Process()
            let time = await clock.measure { await server.stop() }
            while number < 10 { number += 1 }
            """
        let file = SourceFile(path: "Tests/ProjectionTests/A.swift", text: text)
        #expect(Self.offences(in: [file]).map(\.line) == [1, 10, 12, 11, 5, 7, 8, 2, 9, 10])
    }
}
