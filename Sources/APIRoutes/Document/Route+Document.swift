internal import APIContract
internal import Encodings

extension Route {
    /// The path as OpenAPI writes it, with parameters in braces.
    var documentedPath: String {
        "/"
            + path.split(separator: "/")
            .map { $0.first == ":" ? "{\($0.dropFirst())}" : String($0) }
            .joined(separator: "/")
    }

    func canonical(tag: String) -> CanonicalValue {
        .object([
            "operationId": .text(id),
            "summary": .text(summary),
            "description": .optional(description),
            "tags": .list([.text(tag)]),
            "parameters": parameters.isEmpty ? nil : .list(parameters),
            "requestBody": body.map { Self.requestBody($0) },
            "responses": .map(responses),
            "security": isOpen ? .list([]) : nil,
        ])
    }

    private var parameters: [CanonicalValue] {
        pathNames.map { name in
            .object([
                "name": .text(name), "in": .text("path"), "required": .bool(true),
                "schema": Self.pathSchema(name).canonical,
            ])
        }
            + query.map(\.field)
            .map { field in
                .object([
                    "name": .text(field.name), "in": .text("query"),
                    "required": .bool(field.isRequired),
                    "description": .optional(field.summary),
                    "schema": (field.usual.map(field.form.schema.standard) ?? field.form.schema)
                        .canonical,
                ])
            }
    }

    private static func pathSchema(_ name: String) -> Schema {
        switch name {
        case "syncId", "connectionId": .uuid
        case "position": .integer(in: 1...Int64.max)
        default: .text(1...255)
        }
    }

    private static func requestBody(_ schema: Schema) -> CanonicalValue {
        .object([
            "required": .bool(schema.isRequiredAsBody),
            "content": .map(["application/json": .object(["schema": schema.canonical])]),
        ])
    }

    private var responses: CanonicalMap {
        var responses: CanonicalMap = ["200": success]
        for refusal in allRefusals {
            responses["\(refusal.rawValue)"] = .object([
                "$ref": .text("#/components/responses/\(refusal.name)")
            ])
        }
        return responses
    }

    private var success: CanonicalValue {
        let content: CanonicalMap =
            switch answer {
            case .json(let schema): ["application/json": .object(["schema": schema.canonical])]
            case .text(let type): [type: .object(["schema": Schema.text.canonical])]
            case .texts(let types):
                types.reduce(into: [:]) { $0[$1] = .object(["schema": Schema.text.canonical]) }
            case .jsonOrEvents(let schema):
                [
                    "application/json": .object(["schema": schema.canonical]),
                    "text/event-stream": .object(["schema": Schema.text.canonical]),
                ]
            }
        return .object(["description": .text("It is done."), "content": .map(content)])
    }

    /// All refusals, including those that every route of its kind may give.
    private var allRefusals: Set<Refusal> {
        if isOpen { return refusals }
        var all = refusals.union([.unauthorized, .unavailable])
        if !pathNames.isEmpty { all.insert(.notFound) }
        // A parameter may be a text that no route has a use for.
        if !pathNames.isEmpty || !query.isEmpty { all.insert(.badRequest) }
        if pathNames.contains(where: { $0 == "syncId" || $0 == "connectionId" }) || !query.isEmpty {
            all.insert(.invalid)
        }
        if body != nil { all.formUnion([.badRequest, .invalid, .bodyTooLarge]) }
        return all
    }
}

extension Schema {
    /// Whether an absent body would lack something.
    fileprivate var isRequiredAsBody: Bool {
        keywords["required"] != nil || keywords["$ref"] != nil
    }
}
