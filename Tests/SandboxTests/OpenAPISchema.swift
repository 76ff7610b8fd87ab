import Encodings
import FoundationEssentials
import Sandbox

/// Checkly's own description of its API, as far as it is needed to check answers against it.
struct OpenAPISchema {
    /// Read once, since the document is long; a failure to read it fails every test that asks.
    static let checkly = Result { try OpenAPISchema() }

    let document: SandboxJSON

    /// Reads `fixtures/checkly-openapi.json` of this package.
    init(file: String = #filePath) throws {
        let root = file.split(separator: "/").dropLast(3).joined(separator: "/")
        let path = "/\(root)/fixtures/checkly-openapi.json"
        document = try SandboxJSON(parsing: [UInt8](Data(contentsOf: URL(filePath: path))))
    }

    /// What is wrong with an answer; nothing if it is as described.
    ///
    /// A status that the operation does not declare must still bring an `ApiError`.
    func problems(
        in body: SandboxJSON,
        answering method: String,
        _ template: String,
        status: Int
    ) -> [String] {
        let response = document["paths"][template][method.lowercased()]["responses"]["\(status)"]
        let schema = response["content"]["application/json"]["schema"]
        let fallback = SandboxJSON.object(["$ref": .string("#/components/schemas/ApiError")])
        return problems(in: body, against: schema == .null ? fallback : schema, at: "$")
    }

    func problems(in value: SandboxJSON, against schema: SandboxJSON, at place: String) -> [String]
    {
        if case .string(let reference) = schema["$ref"] {
            let target = reference.split(separator: "/").dropFirst()
                .reduce(document) { $0[String($1)] }
            return target == .null
                ? ["\(place): \(reference) is missing"]
                : problems(in: value, against: target, at: place)
        }
        if value == .null, schema["nullable"] == .bool(true) { return [] }
        if case .array(let choices) = schema["anyOf"] {
            let fits = choices.contains { problems(in: value, against: $0, at: place).isEmpty }
            return fits ? [] : ["\(place): fits no choice"]
        }
        if case .array(let allowed) = schema["enum"], !allowed.contains(value) {
            return ["\(place): is not one of the allowed values"]
        }
        guard case .string(let type) = schema["type"] else { return [] }
        return problems(in: value, ofType: type, against: schema, at: place)
    }

    private func problems(
        in value: SandboxJSON,
        ofType type: String,
        against schema: SandboxJSON,
        at place: String
    ) -> [String] {
        switch (type, value) {
        case ("object", .object(let members)):
            return problems(inMembers: members, against: schema, at: place)
        case ("array", .array(let items)):
            let tooMany = schema["maxItems"].integer.map { items.count > $0 } ?? false
            let inside = items.enumerated()
                .flatMap {
                    problems(in: $1, against: schema["items"], at: "\(place)[\($0)]")
                }
            return inside + (tooMany ? ["\(place): has too many items"] : [])
        case ("string", .string(let text)):
            let tooShort = schema["minLength"].integer.map { text.count < $0 } ?? false
            return tooShort ? ["\(place): is too short"] : []
        case ("boolean", .bool), ("integer", .integer), ("number", .integer), ("number", .number):
            return []
        case (_, _):
            return ["\(place): is no \(type)"]
        }
    }

    private func problems(
        inMembers members: [String: SandboxJSON],
        against schema: SandboxJSON,
        at place: String
    ) -> [String] {
        var found: [String] = []
        if case .array(let required) = schema["required"] {
            for case .string(let name) in required where members[name] == nil {
                found.append("\(place).\(name): is missing")
            }
        }
        for (name, member) in members {
            let described = schema["properties"][name]
            if described != .null {
                found += problems(in: member, against: described, at: "\(place).\(name)")
            } else if schema["additionalProperties"] == .bool(false) {
                found.append("\(place).\(name): is not allowed")
            }
        }
        return found
    }
}
