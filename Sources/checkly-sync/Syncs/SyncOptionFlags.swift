internal import Encodings
import APIContract
import ArgumentParser
import SyncModel

/// How a sync treats its destination; options that are not given stay or take their defaults.
///
/// The flags are derived from the table of options: to add one, add it there.
struct SyncOptionFlags: ParsableArguments {
    private static let fields = SyncOptions.resource.fields.filter { $0.flag != nil }

    /// Values by option name; null removes the option's value.
    private(set) var given = CanonicalMap()
    /// The flags of options that are both set and removed.
    private var contradictions: [String] = []

    init() {}

    init(from decoder: any Decoder) throws {
        let flags = try decoder.container(keyedBy: FlagKey.self)
        for field in Self.fields {
            given[field.name] = try Self.value(of: field, flags)
            guard let key = field.keyOfNone,
                try flags.decode(Flag<Bool>.self, forKey: key).wrappedValue
            else { continue }
            if given[field.name] != nil { contradictions.append(field.flag ?? field.name) }
            given[field.name] = .null
        }
    }

    private static func value(
        of field: Field,
        _ flags: KeyedDecodingContainer<FlagKey>
    ) throws -> CanonicalValue? {
        switch field.form {
        case .bool:
            try flags.decode(Flag<Bool?>.self, forKey: field.key).wrappedValue
                .map(CanonicalValue.bool)
        case .integer:
            .optional(try flags.decode(Option<Int64?>.self, forKey: field.key).wrappedValue)
        case .word, .literal, .text, .slug, .uuid, .time, .secret, .account, .keySchema,
            .folderPath,
            .texts, .other:
            .optional(try flags.decode(Option<String?>.self, forKey: field.key).wrappedValue)
        }
    }

    func validate() throws {
        if let flag = contradictions.first {
            let none = "no-\(flag)"
            throw ValidationError("Give --\(flag) or --\(none), not both.")
        }
    }

    var isGiven: Bool { !given.isEmpty }

    /// All options, since the API replaces them as a whole.
    ///
    /// - Parameter current: The current options; nil for a new sync.
    /// - Returns: All options.
    func merged(into current: JSONValue?) -> CanonicalValue {
        var members = CanonicalMap()
        for field in SyncOptions.resource.fields { members[field.name] = field.declared }
        for member in current?.members ?? [] where member.name != "autoSyncEnabled" {
            members[member.name] = CanonicalValue(member.value)
        }
        for member in given { members[member.name] = member.value }
        return .map(members)
    }
}

/// `ArgumentParser` finds flags through a value's mirror, so they need not be properties.
extension SyncOptionFlags: CustomReflectable {
    var customMirror: Mirror {
        Mirror(self, children: Self.fields.flatMap(\.flags))
    }
}

private struct FlagKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Field {
    fileprivate var key: FlagKey { FlagKey(stringValue: name) }

    /// The key of the flag that removes the option's value; nil if an empty text does so, or
    /// nothing.
    fileprivate var keyOfNone: FlagKey? {
        guard none != nil, case .integer = form else { return nil }
        return FlagKey(stringValue: "no " + name)
    }

    fileprivate var flags: [Mirror.Child] {
        let name = NameSpecification.customLong(flag ?? name)
        let help = ArgumentHelp(stringLiteral: help)
        let own: Any =
            switch form {
            case .bool: Flag<Bool?>(name: name, inversion: .prefixedNo, help: help)
            case .integer: Option<Int64?>(name: name, help: help)
            case .word(let words):
                Option<String?>(name: name, help: help, completion: .list(words))
            case .literal, .text, .slug, .uuid, .time, .secret, .account, .keySchema, .folderPath,
                .texts, .other:
                Option<String?>(name: name, help: help)
            }
        guard let keyOfNone else { return [(key.stringValue, own)] }
        let none = Flag<Bool>(
            wrappedValue: false,
            name: .customLong("no-" + (flag ?? self.name)),
            help: ArgumentHelp(stringLiteral: helpOfNone)
        )
        return [(key.stringValue, own), (keyOfNone.stringValue, none)]
    }
}
