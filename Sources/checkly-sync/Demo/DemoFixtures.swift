import CDemoWebhooks
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

    /// The name of the file of the variables that must result.
    private static let expectedName = "expected/variables.json"

    let deliveries: [(name: String, body: [UInt8], id: String)]
    let expected: [String: Expected]

    /// The webhooks in a folder, or those that the program brings along.
    ///
    /// - Parameter folder: A folder like `fixtures/webhooks`; nil for those of the program.
    /// - Throws: `CommandError.unreadable`, `.notUnderstood`.
    init(folder: String?) throws(CommandError) {
        let files = try folder.map(Self.read) ?? Self.embedded
        var deliveries: [(name: String, body: [UInt8], id: String)] = []
        for (name, body) in files where name != Self.expectedName {
            guard let id = JSONValue.read(body)?["id"]?.string else {
                throw .notUnderstood(what: name)
            }
            deliveries.append((name, body, id))
        }
        self.deliveries = deliveries
        let expected = files.first { $0.name == Self.expectedName }?.body ?? []
        self.expected = try Self.variables(expected)
    }

    private static func read(
        _ folder: String
    ) throws(CommandError) -> [(name: String, body: [UInt8])] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw .unreadable(path: folder)
        }
        var files: [(name: String, body: [UInt8])] = []
        for name in names.sorted().filter({ $0.hasSuffix(".json") }) + [expectedName] {
            files.append((name, try LocalFile.bytes(folder + "/" + name)))
        }
        return files
    }

    /// The files that the program brings along.
    static var embedded: [(name: String, body: [UInt8])] {
        (0..<demo_webhook_count())
            .map { index in
                let file = demo_webhook_at(index)
                return (
                    String(cString: file.name),
                    Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
                )
            }
    }

    private static func variables(_ text: [UInt8]) throws(CommandError) -> [String: Expected] {
        guard let members = JSONValue.read(text)?.members else {
            throw .notUnderstood(what: expectedName)
        }
        var expected: [String: Expected] = [:]
        for member in members {
            guard let value = member.value["value"]?.string,
                let isSecret = member.value["secret"]?.bool
            else { throw .notUnderstood(what: expectedName) }
            expected[member.name] = Expected(
                value: value,
                isSecret: isSecret,
                sync: member.value["sync"]?.string
            )
        }
        return expected
    }
}
