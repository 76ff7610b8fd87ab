import Testing

/// Time and chance are handed in: the wiring and the programs alone take them from the system.
@Suite struct InjectionTests {
    /// The rooms that are programs, or stand in for systems outside.
    private static let rooms = ["checkly-sync", "Sandbox"]

    /// The files that may ask the system nevertheless, each with its reason.
    private static let reasons = [
        "AsyncHTTPClientTransport.swift": "A deadline on the network passes in real time.",
        "EventStream.swift": "A stream says in real time that it is alive.",
        "LiveStream.swift": "A stream says in real time that it is alive.",
        "LogAudit+Keys.swift": "Waits between two looks at a log that another process writes.",
        "LogAudit.swift": "Measures how long an audit took, for its report.",
        "Replaying.swift": "Measures how long a replay took, for its report.",
        "SQLiteStore+Destroying.swift": "Measures steps on a thread that blocks.",
        "SQLiteStore+Emptying.swift": "Measures tries on a thread that blocks.",
        "SystemInputs.swift": "The one place where the wiring takes them from the system.",
        "Timestamp+Now.swift": "The system's time, for the wiring.",
    ]

    private static let patterns = [
        ["ContinuousClock", "("], ["ContinuousClock", ".", "now"], ["SuspendingClock"],
        ["Task", ".", "sleep"], ["Timestamp", ".", "now"], ["{", ".", "now", "}"], ["Date", "("],
        ["UUID", "("], [".", "random"], ["SystemRandomNumberGenerator"],
    ]

    private static func offences(in files: [SourceFile]) -> [Offence] {
        files.filter { !rooms.contains($0.room) && reasons[$0.name] == nil }
            .flatMap { file in
                patterns.flatMap { pattern in
                    let message = "\(pattern.joined()) is not handed in"
                    return file.lines(of: pattern)
                        .map { Offence(path: file.path, line: $0, message: message) }
                }
            }
    }

    @Test func `only the wiring takes time and chance from the system`() throws {
        expectNone(Self.offences(in: try House.standing.get().sources))
    }

    @Test func `every reason is still needed`() throws {
        let files = try House.standing.get().sources
        for name in Self.reasons.keys.sorted() {
            let isNeeded = files.contains { file in
                file.name == name && Self.patterns.contains { !file.lines(of: $0).isEmpty }
            }
            #expect(isNeeded, "\(name) is handed everything: take it off InjectionTests.reasons")
        }
    }

    @Test func `a clock, a time and a random number that are not handed in are found`() {
        let text = """
            let clock = ContinuousClock()
            let start = clock.now
            let factor = Double.random(in: 0...1)
            makeLog(now: { .now })
            """
        let file = SourceFile(path: "Sources/Projection/A.swift", text: text)
        #expect(Self.offences(in: [file]).map(\.line).sorted() == [1, 3, 4])
    }
}
