import Testing

/// Words of the language that are not used here.
@Suite struct WordTests {
    private struct Ban {
        let tokens: [String]
        let why: String
        var isForTestsToo = true
    }

    private static let bans = [
        Ban(tokens: ["public"], why: "what crosses a room is package"),
        Ban(tokens: ["open", "class"], why: "what crosses a room is package"),
        Ban(tokens: ["@", "unchecked"], why: "the compiler checks what is Sendable"),
        Ban(tokens: ["try!"], why: "throw it on"),
        Ban(tokens: ["as!"], why: "unwrap it and say what else happens"),
        Ban(
            tokens: ["uniqueKeysWithValues"],
            why: "a key that repeats ends the process; reduce into a dictionary",
            isForTestsToo: false
        ),
    ]

    private static func offences(in files: [SourceFile]) -> [Offence] {
        files.flatMap { file in
            bans.filter { $0.isForTestsToo || file.path.hasPrefix("Sources/") }
                .flatMap { ban in
                    let message = "\(ban.tokens.joined()): \(ban.why)"
                    return file.lines(of: ban.tokens)
                        .map { Offence(path: file.path, line: $0, message: message) }
                }
        }
    }

    @Test func `nothing is public, unchecked or forced`() throws {
        expectNone(Self.offences(in: try House.standing.get().files))
    }

    @Test func `a word that is not used here is found`() {
        let text = """
            public struct A: @unchecked Sendable {}
            let b = try! read() as! B
            let c = try !isRead as? C
            """
        let file = SourceFile(path: "Tests/ATests/A.swift", text: text)
        #expect(Self.offences(in: [file]).map(\.line) == [1, 1, 2, 2])
    }
}
