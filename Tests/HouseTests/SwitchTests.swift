import Testing

/// A new event, or a new case of another enum of the domain, makes every consumer answer.
@Suite struct SwitchTests {
    /// The rooms whose enums are the domain's.
    private static let domain: Set = [
        "SyncModel", "Projection", "Reconciliation", "Commands", "ReadModels",
        "LogModels",
    ]

    private static func isEvents(_ file: SourceFile) -> Bool {
        file.path.hasPrefix("Sources/SyncModel/Events/")
    }

    /// Each `default` beside cases that all belong to one enum of the domain.
    ///
    /// Types are unknown here, so a single case counts only if an enum of events has it.
    private static func offences(in files: [SourceFile]) -> [Offence] {
        let events = files.filter(isEvents).flatMap(\.enums)
        let enums = files.filter { domain.contains($0.room) }.flatMap(\.enums)
        return files.flatMap { file in
            file.switches.compactMap { statement in
                guard let line = statement.defaultLine, !statement.cases.isEmpty else { return nil }
                let candidates = statement.cases.count > 1 ? enums : events
                let owner = candidates.first { statement.cases.isSubset(of: $0.cases) }
                return owner.map {
                    let names = statement.cases.sorted().joined(separator: ", ")
                    let message = "default beside \(names) of \($0.name): name every case"
                    return Offence(path: file.path, line: line, message: message)
                }
            }
        }
    }

    @Test func `no switch over the domain's enums has a default`() throws {
        let files = try House.standing.get().sources
        let body = files.filter(Self.isEvents).flatMap(\.enums).first { $0.name == "EventBody" }
        #expect(body?.cases.isSuperset(of: ["sync", "push", "secrets"]) == true)
        expectNone(Self.offences(in: files))
    }

    @Test func `a default over events is found, and one over numbers is not`() {
        let events = SourceFile(
            path: "Sources/SyncModel/Events/EventBody.swift",
            text: "enum EventBody {\n    case sync(SyncEvent), push(PushEvent)\n    case pause\n}"
        )
        let text = """
            switch event.body {
            case .sync(.paused(let id)) where id.isEmpty: if case .other = event { stop() }
            case .push, .pause: break
            default: break
            }
            switch status {
            case 200: switch body { case .sync: 1; default: 2 }
            default: break
            }
            switch kind {
            case .number(1): break
            default: break
            }
            """
        let file = SourceFile(path: "Sources/LiveLog/A.swift", text: text)
        #expect(Self.offences(in: [events, file]).map(\.line) == [4, 7])
    }
}
