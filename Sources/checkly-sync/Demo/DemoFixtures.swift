internal import Encodings
import FoundationEssentials
import SyncModel

/// The webhooks that the demo sends, in order of name, and what must result.
struct DemoFixtures: Sendable {
    /// A variable that must be at Checkly in the end.
    struct Expected: Sendable, Equatable {
        let value: String
        let isSecret: Bool
        /// The name of the sync that writes it; nil if somebody set it by hand.
        let sync: String?
    }

    let deliveries: [(name: String, body: [UInt8], id: String)]
    let expected: [String: Expected]

    init(folder: String) throws(CommandError) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw .unreadable(path: folder)
        }
        var deliveries: [(name: String, body: [UInt8], id: String)] = []
        for name in names.sorted() where name.hasSuffix(".json") {
            let body = try LocalFile.bytes(folder + "/" + name)
            guard let id = JSONValue.read(body)?["id"]?.string else {
                throw .notUnderstood(what: folder + "/" + name)
            }
            deliveries.append((name, body, id))
        }
        self.deliveries = deliveries
        expected = try Self.readExpected(folder + "/expected/variables.json")
    }

    private static func readExpected(
        _ path: String
    ) throws(CommandError) -> [String: Expected] {
        guard let members = JSONValue.read(try LocalFile.bytes(path))?.members else {
            throw .notUnderstood(what: path)
        }
        var expected: [String: Expected] = [:]
        for member in members {
            guard let value = member.value["value"]?.string,
                let isSecret = member.value["secret"]?.bool
            else { throw .notUnderstood(what: path) }
            expected[member.name] = Expected(
                value: value,
                isSecret: isSecret,
                sync: member.value["sync"]?.string
            )
        }
        return expected
    }
}
