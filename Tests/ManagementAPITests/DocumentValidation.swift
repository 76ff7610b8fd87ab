import Encodings
import ManagementAPIBench
import SyncModel

/// Compares answers with an OpenAPI document.
///
/// It knows the part of JSON Schema 2020-12 that the document uses, and is stricter in one way: a
/// member that no schema names is a finding, so that nothing is answered that is not documented.
struct DocumentValidation {
    private static let known: Set<String> = [
        "$ref", "anyOf", "allOf", "type", "properties", "required", "items", "enum", "const",
        "minLength", "maxLength", "minimum", "maximum", "pattern", "format", "minItems",
        "maxItems", "description", "examples", "default",
    ]

    let document: JSONValue

    /// What is wrong with an answer to an operation, such as `GET /api/v1/events/{position}`.
    func problems(
        of reply: APIBench.Reply,
        to method: String,
        _ path: String,
        contentType: String
    ) -> [String] {
        guard let operation = document["paths"]?[path]?[method.lowercased()] else {
            return ["\(method) \(path) is not documented"]
        }
        guard let response = operation["responses"]?["\(reply.status)"].map(resolved) else {
            return ["\(method) \(path) does not document \(reply.status)"]
        }
        guard let schema = response["content"]?[contentType]?["schema"] else {
            return ["\(method) \(path) does not document \(contentType)"]
        }
        if contentType != "application/json" { return [] }
        return problems(of: reply.json, against: schema, at: "\(method) \(path)")
    }

    func problems(of value: JSONValue, against schema: JSONValue, at place: String) -> [String] {
        let names = names(of: schema)
        let unknown = (value.members ?? []).map(\.name)
            .filter { names?.contains($0) == false }
            .map { "\(place).\($0) is not documented" }
        return unknown + mismatches(of: value, against: schema, at: place)
    }

    private func mismatches(
        of value: JSONValue,
        against schema: JSONValue,
        at place: String
    ) -> [String] {
        let schema = resolved(schema)
        var found = (schema.members ?? []).map(\.name)
            .filter { !Self.known.contains($0) }
            .map { "\(place): the keyword \($0) is not checked" }
        if let all = schema["allOf"]?.array {
            found += all.flatMap { mismatches(of: value, against: $0, at: place) }
        }
        if let any = schema["anyOf"]?.array {
            let tries = any.map { problems(of: value, against: $0, at: place) }
            if !tries.contains([]) { found += tries.first ?? [] }
        }
        if let type = schema["type"]?.string, !Self.has(value, type) {
            return found + ["\(place): \(value.text.prefix(80)) is no \(type)"]
        }
        if let words = schema["enum"]?.array, !words.contains(value) {
            found.append("\(place): \(value.text) is none of the words")
        }
        if let constant = schema["const"], constant != value {
            found.append("\(place): \(value.text) is not \(constant.text)")
        }
        found += memberProblems(of: value, schema, at: place)
        if let items = schema["items"], let elements = value.array {
            found += elements.enumerated()
                .flatMap { problems(of: $1, against: items, at: "\(place)[\($0)]") }
        }
        return found
    }

    private func memberProblems(
        of value: JSONValue,
        _ schema: JSONValue,
        at place: String
    ) -> [String] {
        let missing = (schema["required"]?.array ?? []).compactMap(\.string)
            .filter { value[$0] == nil }
            .map { "\(place).\($0) is missing" }
        return missing
            + (schema["properties"]?.members ?? [])
            .flatMap { member -> [String] in
                guard let inner = value[member.name] else { return [] }
                return problems(of: inner, against: member.value, at: "\(place).\(member.name)")
            }
    }

    /// The members that a schema names; nil where it does not say.
    private func names(of schema: JSONValue) -> Set<String>? {
        let schema = resolved(schema)
        let parts = (schema["allOf"]?.array ?? []) + (schema["anyOf"]?.array ?? [])
        let inner = parts.compactMap(names)
        guard schema["properties"] != nil || !inner.isEmpty else { return nil }
        return inner.reduce(Set((schema["properties"]?.members ?? []).map(\.name))) { $0.union($1) }
    }

    private func resolved(_ schema: JSONValue) -> JSONValue {
        guard let reference = schema["$ref"]?.string else { return schema }
        return reference.split(separator: "/").dropFirst()
            .reduce(document) { $0[String($1)] ?? .null }
    }

    private static func has(_ value: JSONValue, _ type: String) -> Bool {
        switch value {
        case .null: type == "null"
        case .bool: type == "boolean"
        case .number: type == "number" || type == "integer" && value.integer != nil
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }
}
