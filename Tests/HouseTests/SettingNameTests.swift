import Testing

/// A setting is named once, in the table of settings; other code takes its name from there.
@Suite struct SettingNameTests {
    /// The table, and texts that name a variable without taking a setting from it.
    private static let reasons = [
        "Setting.swift": "The table's prefix.",
        "Setting+All.swift": "The table.",
        "Route+Health.swift": "An example in the API's description.",
    ]

    private static func offences(in files: [SourceFile]) -> [Offence] {
        files.filter { reasons[$0.name] == nil }
            .flatMap { file in
                file.tokens
                    .filter { $0.kind == .text }
                    .filter { $0.text.wholeMatch(of: /CHECKLY_(SYNC_[A-Z_]*|API_URL)/) != nil }
                    .map { Offence(path: file.path, line: $0.line, message: "\($0.text) is named") }
            }
    }

    @Test func `only the table names a setting`() throws {
        expectNone(Self.offences(in: try House.standing.get().sources))
    }

    @Test func `a name in other code is found, one in a sentence is not`() {
        let text = """
            let path = environment["CHECKLY_SYNC_DATA"]
            let hint = "Set CHECKLY_SYNC_DATA, or --data."
            let address = environment["CHECKLY_API_URL"]
            let key = environment["CHECKLY_API_KEY"]
            """
        let file = SourceFile(path: "Sources/checkly-sync/A.swift", text: text)
        #expect(Self.offences(in: [file]).map(\.line) == [1, 3])
    }
}
