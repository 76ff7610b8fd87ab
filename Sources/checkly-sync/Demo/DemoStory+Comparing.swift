import Sandbox

/// The part of the demo that looks into the sandbox Checkly.
extension DemoStory {
    /// Whether exactly the expected variables are there, with their values.
    func isAsExpected() async -> Bool {
        await differences().isEmpty
    }

    /// Prints what is there and what differs.
    ///
    /// - Returns: Whether nothing differs.
    func compare() async -> Bool {
        let found = await variables()
        let rows = found.sorted { $0.key < $1.key }
            .map { key, variable in
                [key, variable.secret ? "yes" : "no", fixtures.expected[key]?.sync ?? "–"]
            }
        tell(Table(titles: ["KEY", "SECRET", "SYNC"], rows: rows).text)
        let differences = await differences()
        for difference in differences { say("differs: \(difference)") }
        if differences.isEmpty { say("As expected: \(found.count) variables.") }
        return differences.isEmpty
    }

    private func variables() async -> [String: StoredVariable] {
        await checkly.variables(account: SandboxNames.account)
    }

    private func differences() async -> [String] {
        let found = await variables()
        let missing = fixtures.expected.keys.filter { found[$0] == nil }.map { "\($0) is missing" }
        let other = found.compactMap { key, variable -> String? in
            guard let expected = fixtures.expected[key] else { return "\(key) is too many" }
            guard variable.value == expected.value else { return "\(key) has another value" }
            return variable.secret == expected.isSecret ? nil : "\(key) is kept in another way"
        }
        return (missing + other).sorted()
    }
}
