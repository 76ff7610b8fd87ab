internal import Encodings
internal import SyncModel

/// Everything of a check group but its variables, as Checkly wrote it.
///
/// It can be compared and sent again, and like a secret it is not printed: scripts, headers and
/// passwords are in it.
package struct ChecklyGroupSettings: Sendable, Equatable {
    static let variablesName = "environmentVariables"
    /// What no PUT sets; sent back, it might be refused.
    private static let readOnly: Set = [
        "id", "created_at", "updated_at", "projectBindings", "checks",
    ]
    /// What changes by itself.
    private static let restless: Set = ["updated_at", "checks"]
    /// Lists whose order says nothing and need not be kept.
    private static let unordered: Set = [
        "tags", "locations", "privateLocations", "alertChannelSubscriptions",
    ]

    private let members: [JSONValue.Member]

    init(_ members: [JSONValue.Member]) {
        self.members = members.filter { $0.name != Self.variablesName }
    }

    /// What a PUT may set, as it was read.
    var writable: [JSONValue.Member] {
        members.filter { !Self.readOnly.contains($0.name) }
    }

    /// The names, sorted, of the settings that are others in the other group; one that is missing
    /// counts as null.
    func namesDiffering(from other: Self) -> [String] {
        let (own, others) = (comparable, other.comparable)
        return Set(own.keys).union(others.keys)
            .filter { own[$0] ?? .null != others[$0] ?? .null }.sorted()
    }

    /// Whether a PUT can set this field.
    static func isWritable(_ name: String) -> Bool {
        !readOnly.contains(name)
    }

    /// The longer texts in the settings, which might be confidential.
    var texts: [SecretValue] {
        members.flatMap { Self.texts(in: $0.value) }.map { SecretValue($0) }
    }

    /// The settings in a form in which equal ones are equal, however they were written.
    private var comparable: [String: JSONValue] {
        var comparable: [String: JSONValue] = [:]
        for member in members where !Self.restless.contains(member.name) {
            let value = Self.normalized(member.value)
            let items = Self.unordered.contains(member.name) ? value.array : nil
            comparable[member.name] = items.map { .array($0.sorted { $0.text < $1.text }) } ?? value
        }
        return comparable
    }

    /// The value with the members of its objects in the order of their names.
    private static func normalized(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .number, .string: value
        case .array(let items): .array(items.map(normalized))
        case .object(let members):
            .object(
                members.sorted { $0.name < $1.name }
                    .map { .init(name: $0.name, value: normalized($0.value)) }
            )
        }
    }

    /// A shorter text is found in nearly every message, and tells nothing.
    private static let tellingLength = 8

    private static func texts(in value: JSONValue) -> [String] {
        switch value {
        case .null, .bool, .number: []
        case .string(let text): text.utf8.count < tellingLength ? [] : [text]
        case .array(let items): items.flatMap(texts)
        case .object(let members): members.flatMap { texts(in: $0.value) }
        }
    }
}

extension ChecklyGroupSettings: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    package var description: String { "<settings>" }
    package var debugDescription: String { "<settings>" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
