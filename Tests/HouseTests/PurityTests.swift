import Testing

/// Rooms that compute have no way to reach a clock, chance, a log, a task or a file.
@Suite struct PurityTests {
    private struct Ban {
        let tokens: [String]
        let why: String
    }

    private static let bans = [
        Ban(tokens: ["async"], why: "a pure room has nothing to wait for"),
        Ban(tokens: ["await"], why: "a pure room has nothing to wait for"),
        Ban(tokens: ["Task"], why: "a pure room starts no task"),
        Ban(tokens: ["Thread"], why: "a pure room starts no thread"),
        Ban(tokens: ["DispatchQueue"], why: "a pure room starts no thread"),
        Ban(tokens: ["Clock"], why: "a pure room is told the time"),
        Ban(tokens: ["ContinuousClock"], why: "a pure room is told the time"),
        Ban(tokens: ["SuspendingClock"], why: "a pure room is told the time"),
        Ban(tokens: ["clock_gettime"], why: "a pure room is told the time"),
        Ban(tokens: ["gettimeofday"], why: "a pure room is told the time"),
        Ban(tokens: ["Date", "("], why: "a pure room is told the time"),
        Ban(tokens: ["UUID", "("], why: "a pure room is given its identifiers"),
        Ban(tokens: [".", "random"], why: "a pure room is given what is random"),
        Ban(tokens: ["randomElement"], why: "a pure room is given what is random"),
        Ban(tokens: ["shuffled"], why: "a pure room is given what is random"),
        Ban(tokens: ["SystemRandomNumberGenerator"], why: "a pure room is given what is random"),
        Ban(tokens: ["RAND_bytes"], why: "a pure room is given what is random"),
        Ban(tokens: ["Logger"], why: "a pure room returns what there is to say"),
        Ban(tokens: ["print", "("], why: "a pure room returns what there is to say"),
        Ban(tokens: ["FileManager"], why: "a pure room is given what files hold"),
        Ban(tokens: ["FileHandle"], why: "a pure room is given what files hold"),
        Ban(tokens: ["ProcessInfo"], why: "a pure room is given its settings"),
        Ban(tokens: ["fopen"], why: "a pure room is given what files hold"),
        Ban(tokens: ["getenv"], why: "a pure room is given its settings"),
    ]

    /// What stands in a pure room nevertheless: a file's name, the banned word, and the reason.
    private static let exceptions: [(file: String, word: String, reason: String)] = [
        ("SecureRandom.swift", "RAND_bytes", "The one source of chance; sealing is given it.")
    ]

    private static func offences(in files: [SourceFile]) -> [Offence] {
        files.flatMap { file in
            bans.flatMap { ban in
                let word = ban.tokens.joined()
                let isAllowed = exceptions.contains { $0.file == file.name && $0.word == word }
                return (isAllowed ? [] : file.lines(of: ban.tokens))
                    .map { Offence(path: file.path, line: $0, message: "\(word): \(ban.why)") }
            }
        }
    }

    @Test func `pure rooms have no async, task, clock, chance, logger or file`() throws {
        let files = try House.standing.get().pureFiles
        #expect(files.count > 100)
        expectNone(Self.offences(in: files))
    }

    @Test func `every exception is still needed`() throws {
        let files = try House.standing.get().pureFiles
        for exception in Self.exceptions {
            let ban = Self.bans.first { $0.tokens.joined() == exception.word }
            let places = files.filter { $0.name == exception.file }
                .flatMap { file in ban.map { file.lines(of: $0.tokens) } ?? [] }
            #expect(!places.isEmpty, "\(exception.file) has no \(exception.word) any more")
        }
    }

    @Test func `a clock in a pure room is found, and its name in a comment or a string is not`() {
        let text = """
            // Date() is the caller's
            let text = "await Date()"
            let now = Date()
            let told = "\\(Date())"
            func later() async {}
            """
        let file = SourceFile(path: "Sources/Projection/A.swift", text: text)
        #expect(Self.offences(in: [file]).map(\.line) == [5, 3, 4])
    }
}
