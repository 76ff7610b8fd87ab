import Testing

/// What somebody asks the API for reaches the log only as a decision, which only `decide` makes.
@Suite struct DecidingTests {
    /// The files that may append, each with its reason.
    private static let reasons = [
        "EventLog+Decision.swift": "Turns a decision into what the log appends.",
        "CommandQueue.swift": "Appends what `decide` decided, one command at a time.",
        "Shredding.swift":
            "The server's own retention appends its decision, which nobody asked for.",
    ]

    private static let patterns = [
        ["AppendRequest"], ["PendingEvent"], ["EventDraft"], ["log", ".", "append"],
    ]

    private static func offences(in files: [SourceFile]) -> [Offence] {
        files.filter { $0.room == "ManagementAPI" && reasons[$0.name] == nil }
            .flatMap { file in
                patterns.flatMap { pattern in
                    let message = "\(pattern.joined()): let Commands decide it"
                    return file.lines(of: pattern)
                        .map { Offence(path: file.path, line: $0, message: message) }
                }
            }
    }

    @Test func `no handler of the API appends what was not decided`() throws {
        expectNone(Self.offences(in: try House.standing.get().sources))
    }

    @Test func `only the room of commands makes decisions`() throws {
        let files = try House.standing.get().sources
        for name in ["Decision", "DecidedEvent"] {
            let file = files.first { $0.path == "Sources/Commands/\(name).swift" }
            #expect(file?.indices(of: "init").isEmpty == false, "Sources/Commands has no \(name)")
            #expect(file?.lines(of: ["package", "init"]) == [], "\(name) is made elsewhere")
        }
    }

    @Test func `every reason is still needed`() throws {
        let files = try House.standing.get().sources
        for name in Self.reasons.keys.sorted() {
            let isNeeded = files.contains { file in
                file.name == name && Self.patterns.contains { !file.lines(of: $0).isEmpty }
            }
            #expect(isNeeded, "\(name) appends nothing any more: take it off the reasons")
        }
    }

    @Test func `a handler that appends by itself is found`() {
        let text = """
            routes.on(.post, base) { call in
                let event = PendingEvent(.pushing(.released))
                _ = try await log.append(.init(events: [event]))
                events.append(event)
            }
            """
        let file = SourceFile(path: "Sources/ManagementAPI/A.swift", text: text)
        #expect(Self.offences(in: [file]).map(\.line) == [2, 3])
    }
}
