internal import Encodings

extension Resource {
    /// The schema of a body that creates or changes the resource.
    package func schema(for act: Field.Act = .create) -> Schema {
        let own = fields.filter { $0.isDocumented && $0.acts.contains(act) }
        return .object(
            required: act == .create ? own.filter(\.isRequired).map { $0.schema(for: act) } : [],
            optional: own.filter { act == .change || !$0.isRequired }.map { $0.schema(for: act) }
        )
    }

    /// The schema of the resource in answers.
    package var answerSchema: Schema {
        let shown = fields.filter(\.isShown)
        return .object(
            required: shown.filter(\.isAlwaysShown).map { ($0.name, $0.form.answerSchema) },
            optional: shown.filter { !$0.isAlwaysShown }.map { ($0.name, $0.form.answerSchema) }
        )
    }
}

extension Field {
    /// Whether a body or query that lacks it is refused.
    package var isRequired: Bool {
        switch presence {
        case .required: true
        case .optional, .nullable: false
        }
    }

    /// Whether every answer contains it: fields without a value of their own are shown elsewhere.
    fileprivate var isAlwaysShown: Bool { isRequired || none == nil }

    fileprivate func schema(for act: Act) -> (String, Schema) {
        var schema = form.schema
        if let example = form.example { schema = schema.example(example) }
        if case .nullable = presence { schema = schema.orNull }
        let sentences = [summary, form.rule].compactMap(\.self).joined(separator: " ")
        if !sentences.isEmpty { schema = schema.described(sentences) }
        if act == .create, let usual { schema = schema.standard(usual) }
        return (name, schema)
    }
}
