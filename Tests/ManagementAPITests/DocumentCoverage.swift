import Encodings

/// Which members that an OpenAPI document names in its answers are ever answered.
///
/// A member's place is its path from the named schema that it stands in, such as
/// `Sync.pause.reason`, or else from the operation, such as `GET /api/v1/keys.keys.dataKeys`.
struct DocumentCoverage {
    let document: JSONValue
    private(set) var answered: Set<String> = []

    init(_ document: JSONValue) {
        self.document = document
    }

    /// Notes what an answer with status 200 has.
    mutating func note(_ answer: JSONValue, to method: String, _ path: String) {
        let operation = document["paths"]?[path]?[method.lowercased()]
        guard let schema = schema(of: operation) else { return }
        var found: Set<String> = []
        visit(schema, "\(method) \(path)", answer) { found.insert($0) }
        answered.formUnion(found)
    }

    /// Every place that an answer of some operations, such as `GET /api/v1/events/{position}`, may
    /// have.
    func documented(by operations: Set<String>) -> Set<String> {
        var found: Set<String> = []
        for path in document["paths"]?.members ?? [] {
            for operation in path.value.members ?? [] {
                let name = "\(operation.name.uppercased()) \(path.name)"
                guard operations.contains(name), let schema = schema(of: operation.value) else {
                    continue
                }
                visit(schema, name, nil) { found.insert($0) }
            }
        }
        return found
    }

    private func schema(of operation: JSONValue?) -> JSONValue? {
        operation?["responses"]?["200"]?["content"]?["application/json"]?["schema"]
    }

    /// Calls `found` with the place of every member of a schema; only of those that a value has,
    /// where one is given.
    private func visit(
        _ schema: JSONValue,
        _ place: String,
        _ value: JSONValue?,
        found: (String) -> Void
    ) {
        if let reference = schema["$ref"]?.string {
            let name = String(reference.split(separator: "/").last ?? "")
            let target = document["components"]?["schemas"]?[name] ?? .null
            return visit(target, name, value, found: found)
        }
        for part in (schema["allOf"]?.array ?? []) + (schema["anyOf"]?.array ?? []) {
            visit(part, place, value, found: found)
        }
        for member in schema["properties"]?.members ?? [] {
            let inner = value?[member.name]
            if value != nil, inner == nil { continue }
            let name = "\(place).\(member.name)"
            found(name)
            visit(member.value, name, inner, found: found)
        }
        guard let items = schema["items"] else { return }
        guard let value else { return visit(items, place, nil, found: found) }
        for element in value.array ?? [] { visit(items, place, element, found: found) }
    }
}
