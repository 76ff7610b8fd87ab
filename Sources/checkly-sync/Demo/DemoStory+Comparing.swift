import AdminClient
internal import Encodings
import Sandbox
import SyncModel

/// The part of the demo that inspects the sandbox Checkly.
extension DemoStory {
    /// Whether exactly the expected variables are there, with their values.
    func isAsExpected() async -> Bool {
        await differences().isEmpty
    }

    /// Prints which variables exist, which sync each is from, and what differs.
    ///
    /// - Returns: Whether nothing differs.
    func compare(_ syncs: [String], _ api: AdminAPI) async throws -> Bool {
        let found = await variables()
        let owners = try await owners(syncs, api)
        let rows = found.sorted { $0.key < $1.key }
            .map { key, variable in
                [key, variable.secret ? "yes" : "no", owners[key] ?? "–"]
            }
        try printData(Table(titles: ["KEY", "SECRET", "SYNC"], rows: rows).text)
        let differences =
            await differences()
            + fixtures.expected.compactMap { key, expected in
                owners[key] == expected.sync ? nil : "\(key) is of another sync"
            }
        for difference in differences { printError("differs: \(difference)") }
        if differences.isEmpty { printError("As expected: \(counted(found.count, "variable")).") }
        return differences.isEmpty
    }

    /// The names of the syncs by the keys that they desire at Checkly, according to the server.
    private func owners(_ syncs: [String], _ api: AdminAPI) async throws -> [String: String] {
        var owners: [String: String] = [:]
        for id in syncs {
            let state = try await api.state(ofSync: id)
            for variable in state["variables"]?.array ?? [] {
                guard let key = variable["key"]?.string else { continue }
                owners[key] = state["sync"]?["name"]?.string
            }
        }
        return owners
    }

    private func variables() async -> [String: StoredVariable] {
        await checkly.variables(account: SandboxNames.account)
    }

    private func differences() async -> [String] {
        let found = await variables()
        let missing = fixtures.expected.keys.filter { found[$0] == nil }.map { "\($0) is missing" }
        let other = found.compactMap { key, variable -> String? in
            guard let expected = fixtures.expected[key] else { return "\(key) is unexpected" }
            guard variable.value == expected.value else { return "\(key) has another value" }
            return variable.secret == expected.isSecret ? nil : "\(key) is kept in another way"
        }
        return (missing + other).sorted()
    }
}
