internal import Encodings
internal import SyncModel

/// All settings of a check group except its variables, as Checkly sent them.
///
/// They can be compared and sent back. They may contain scripts, headers and passwords, so they are
/// not printed.
package struct ChecklyGroupSettings: Sendable, Equatable {
    static let variablesName = "environmentVariables"
    /// Members that PUT cannot set and may even refuse.
    private static let readOnly: Set = [
        "id", "created_at", "updated_at", "projectBindings", "checks",
    ]
    /// Members that change on their own.
    private static let restless: Set = ["updated_at", "checks"]
    /// Lists whose order has no meaning and may change.
    private static let unordered: Set = [
        "tags", "locations", "privateLocations", "alertChannelSubscriptions",
    ]

    private let members: [JSONValue.Member]

    init(_ members: [JSONValue.Member]) {
        self.members = members.filter { $0.name != Self.variablesName }
    }

    /// The members that a PUT can set, as received.
    var writable: [JSONValue.Member] {
        members.filter { !Self.readOnly.contains($0.name) }
    }

    /// The sorted names of the settings that differ from another group's; a missing member counts
    /// as null.
    func namesDiffering(from other: Self) -> [String] {
        let (own, others) = (comparable, other.comparable)
        return Set(own.keys).union(others.keys)
            .filter { own[$0] ?? .null != others[$0] ?? .null }.sorted()
    }

    /// Whether a PUT can set this member.
    static func isWritable(_ name: String) -> Bool {
        !readOnly.contains(name)
    }

    /// The longer texts in the settings, which may be confidential.
    var texts: [SecretValue] {
        members.flatMap { Self.texts(in: $0.value) }.map { SecretValue($0) }
    }

    /// The settings in a normal form, so that equal settings compare equal.
    private var comparable: [String: JSONValue] {
        var comparable: [String: JSONValue] = [:]
        for member in members where !Self.restless.contains(member.name) {
            let value = Self.normalized(member.value)
            let items = Self.unordered.contains(member.name) ? value.array : nil
            comparable[member.name] = items.map { .array($0.sorted { $0.text < $1.text }) } ?? value
        }
        return comparable
    }

    /// The value with the members of all objects sorted by name.
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

    /// Shorter texts occur in nearly every message and reveal nothing.
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
    /// Hides the settings.
    package var description: String { "<settings>" }
    /// Hides the settings.
    package var debugDescription: String { "<settings>" }
    /// Has no children, so that `dump` shows no settings.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
