internal import Encodings

/// A field bound to the place in a value that holds it.
package struct Member<Whole: Sendable>: Sendable {
    /// What is said of it everywhere.
    package var field: Field
    let read: @Sendable (inout BodyFields, inout Whole, Field, Field.Act) -> Void
    let write: @Sendable (Whole) -> CanonicalValue?

    /// A field that its container reads and shows.
    package init(
        _ field: Field,
        read: @escaping @Sendable (inout BodyFields, inout Whole) -> Void = { _, _ in }
    ) {
        self.field = field
        self.read = { fields, whole, field, act in
            if field.acts.contains(act) { read(&fields, &whole) }
        }
        write = { _ in nil }
    }

    /// A member that always has a value.
    package init<Value>(
        _ name: String,
        _ kind: Kind<Value>,
        _ path: any WritableKeyPath<Whole, Value> & Sendable,
        _ presence: Field.Presence = .optional,
        _ summary: String? = nil,
        _ change: (inout Field) -> Void = { _ in }
    ) {
        self.init(
            Field(name, kind.form, presence, summary: summary).with(change),
            kind,
            set: { $0[keyPath: path] = $1 },
            write: { kind.write($0[keyPath: path]) }
        )
    }

    /// A member that may have no value; null means none.
    package init<Value>(
        _ name: String,
        _ kind: Kind<Value>,
        _ path: any WritableKeyPath<Whole, Value?> & Sendable,
        _ presence: Field.Presence = .optional,
        _ summary: String? = nil,
        _ change: (inout Field) -> Void = { _ in }
    ) {
        self.init(
            Field(name, kind.form, presence, summary: summary).with(change),
            kind,
            set: { $0[keyPath: path] = $1 },
            write: { $0[keyPath: path].map(kind.write) }
        )
    }

    private init<Value>(
        _ field: Field,
        _ kind: Kind<Value>,
        set: @escaping @Sendable (inout Whole, Value) -> Void,
        write: @escaping @Sendable (Whole) -> CanonicalValue?
    ) {
        self.field = field
        read = { fields, whole, field, act in
            guard let value = kind.value(of: field, in: &fields, for: act) else { return }
            set(&whole, value)
        }
        self.write = write
    }

    /// A member of which a body may say that there is none: nil where it says nothing, a nil inside
    /// where it is null.
    package init<Value>(
        _ name: String,
        _ kind: Kind<Value>,
        nullable path: any WritableKeyPath<Whole, Value??> & Sendable,
        _ summary: String? = nil,
        _ change: (inout Field) -> Void = { _ in }
    ) {
        field = Field(name, kind.form, .nullable, summary: summary).with(change)
        read = { fields, whole, field, act in
            if fields.body[field.name]?.isNull == true {
                whole[keyPath: path] = .some(nil)
            } else if let value = kind.value(of: field, in: &fields, for: act) {
                whole[keyPath: path] = value
            }
        }
        write = { whole in
            guard let value = whole[keyPath: path] else { return nil }
            return value.map(kind.write) ?? .null
        }
    }
}

extension Kind {
    /// The value that a body gives to a field; nil if it gives none or a wrong one.
    func value(
        of field: Field,
        in fields: inout BodyFields,
        for act: Field.Act
    ) -> Value? {
        if fields.value(field.name) == nil {
            let mustBeThere: Bool =
                switch field.presence {
                case .required: act == .create
                case .optional, .nullable: false
                }
            if mustBeThere { fields.refuseMissing(field) }
            return nil
        }
        if !field.acts.contains(act), field.refusal == nil { return nil }
        let value = read(&fields, field.name, act)
        if value != nil, !field.acts.contains(act), let refusal = field.refusal {
            fields.refuse(field.name, refusal)
        }
        return value
    }
}

extension BodyFields {
    fileprivate mutating func refuseMissing(_ field: Field) {
        let type = field.form.typeName
        switch field.missing {
        case .usual: refuseMissing(field.name, expected: type, field.form.missing)
        case .told(let text): refuseMissing(field.name, expected: type, text)
        case .rule(let text): refuse(field.name, text)
        }
    }
}
