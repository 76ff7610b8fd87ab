internal import Encodings
package import SyncModel

/// A form together with the type of its values: how to read one from a body, and how to show it.
package struct Kind<Value: Sendable>: Sendable {
    let form: Form
    /// Reads the named member, which is there and not null; nil where it is wrong, which the fields
    /// then know.
    let read: @Sendable (inout BodyFields, _ name: String, Field.Act) -> Value?
    let write: @Sendable (Value) -> CanonicalValue
}

extension Kind<Bool> {
    /// True or false.
    package static var bool: Kind {
        Kind(form: .bool, read: { fields, name, _ in fields.bool(name) }, write: { .bool($0) })
    }
}

extension Kind<Int64> {
    /// A whole number within limits.
    package static func integer(in range: ClosedRange<Int64>) -> Kind {
        Kind(
            form: .integer(range),
            read: { fields, name, _ in fields.integer(name, in: range) },
            write: { .integer($0) }
        )
    }
}

extension Kind where Value: RawRepresentable<String> & CaseIterable {
    /// One of the raw values of a type.
    package static var word: Kind {
        Kind(
            form: .word(Value.allCases.map(\.rawValue)),
            read: { fields, name, _ in fields.word(name) },
            write: { .text($0.rawValue) }
        )
    }
}

extension Kind<String> {
    /// One of these words.
    static func word(of words: [String]) -> Kind {
        Kind(
            form: .word(words),
            read: { fields, name, _ in fields.word(name, of: words) },
            write: { .text($0) }
        )
    }

    /// A text without the white space around it.
    package static func text(_ rule: TextRule) -> Kind {
        Kind(
            form: .text(rule),
            read: { fields, name, _ in fields.text(name, rule) },
            write: { .text($0) }
        )
    }

    /// An account's id; one that is a UUID is kept in lower case.
    package static func account(_ rule: TextRule) -> Kind {
        Kind(
            form: .account(rule),
            read: { fields, name, _ in fields.text(name, rule)?.asAccountID },
            write: { .text($0) }
        )
    }

    /// Lower-case letters and digits in groups that single hyphens part.
    package static func slug(limit: Int) -> Kind {
        Kind(
            form: .slug(limit: limit),
            read: { fields, name, _ in fields.slug(name, limit: limit) },
            write: { .text($0) }
        )
    }

    /// A UUID, in lower case.
    package static var uuid: Kind {
        Kind(
            form: .uuid,
            read: { fields, name, _ in fields.optionalUUID(name) },
            write: { .text($0) }
        )
    }

    /// As `folderPath`, of those who miss it in the usual words.
    static var normalizedPath: Kind {
        Kind(
            form: .folderPath,
            read: { fields, name, _ in readPath(&fields, name, blank: "Required") },
            write: { .text($0) }
        )
    }

    /// A folder's path, in its normal form.
    package static var folderPath: Kind {
        Kind(form: .folderPath, read: readFolderPath, write: { .text($0) })
    }

    @Sendable private static func readFolderPath(
        _ fields: inout BodyFields,
        _ name: String,
        _ act: Field.Act
    ) -> String? {
        let blank = act == .create ? Form.folderPath.missing : "Invalid secret path"
        return readPath(&fields, name, blank: blank)
    }

    private static func readPath(
        _ fields: inout BodyFields,
        _ name: String,
        blank: String
    ) -> String? {
        let rule = TextRule(limit: Form.pathLimit, blank: blank)
        guard let path = fields.text(name, rule), !path.isEmpty else { return nil }
        do throws(FolderPathError) {
            return try FolderPath.normalized(secretPath: path)
        } catch {
            fields.refuse(name, error.description)
            return nil
        }
    }
}

extension Kind<Timestamp> {
    /// A time as RFC 3339 writes it.
    package static var time: Kind {
        Kind(
            form: .time,
            read: { fields, name, _ in fields.time(name) },
            write: { .text($0.rfc3339) }
        )
    }
}

extension Kind<SecretValue> {
    /// A text that is never shown.
    package static func secret(_ rule: TextRule) -> Kind {
        Kind(
            form: .secret(rule),
            read: { fields, name, _ in fields.text(name, rule).map(SecretValue.init) },
            write: { _ in .null }
        )
    }
}

extension Kind<KeySchema> {
    /// A key schema; a blank text means none.
    package static var keySchema: Kind<KeySchema> {
        Kind(form: .keySchema, read: readKeySchema, write: { .text($0.text) })
    }

    @Sendable private static func readKeySchema(
        _ fields: inout BodyFields,
        _ name: String,
        _: Field.Act
    ) -> KeySchema? {
        let rule = TextRule(limit: KeySchema.lengthLimit, atLeast: 0)
        guard let text = fields.text(name, rule), !text.isEmpty else { return nil }
        let schema = KeySchema(text)
        let isToldAlready = fields.issues.last?.path.last == name
        if schema == nil, !isToldAlready { fields.refuse(name, KeySchema.rule) }
        return schema
    }
}

extension Kind {
    /// An object with members of its own, which a body always replaces as a whole.
    ///
    /// - Parameters:
    ///   - resource: The table of its members.
    ///   - schema: Its schema in the document.
    ///   - wrongType: The message for a value that is not an object; nil for the standard one.
    /// - Returns: A kind that reads and shows every field of the table.
    package static func object(
        _ resource: Resource<Value>,
        _ schema: Schema,
        wrongType: String? = nil
    ) -> Kind {
        Kind(
            form: .other(schema),
            read: { fields, name, _ in
                guard let body = fields.value(name), body.members != nil else {
                    if let wrongType {
                        fields.refuse(name, wrongType)
                    } else {
                        fields.refuseType(name, expected: "object")
                    }
                    return nil
                }
                var inner = BodyFields(body, path: [name])
                let value = resource.read(&inner, for: .create)
                fields.adopt(inner)
                return value
            },
            write: { resource.canonical($0) }
        )
    }
}

extension BodyFields {
    mutating func text(_ name: String, _ rule: TextRule) -> String? {
        optionalText(
            name,
            limit: rule.limit,
            tooLong: rule.tooLong,
            empty: rule.blank ?? (rule.atLeast > 0 ? TextRule.usualBlank : nil),
            mayHaveLines: rule.mayHaveLines
        )
    }
}
