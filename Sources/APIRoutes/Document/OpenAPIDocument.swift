internal import APIContract
package import Encodings

/// The API as an OpenAPI 3.1 document.
///
/// It is derived from `Route.all`; a route is documented by belonging to a topic.
package enum OpenAPIDocument {
    /// The whole document.
    package static let canonical: CanonicalValue = .object([
        "openapi": .text("3.1.0"),
        "info": .object([
            "title": .text("Checkly Sync"),
            "version": .text(Product.version),
            "summary": .text("Secrets from signed webhooks into Checkly environment variables."),
            "description": .text(
                "The routes for connections and syncs are those of Hanzo KMS. Unknown "
                    + "members are ignored; optional members may be null."
            ),
        ]),
        "servers": .list([
            .object([
                "url": .text("/"),
                "description": .text("The admin endpoint, which serves this document."),
            ])
        ]),
        "security": .list([.map(["adminToken": .list([])])]),
        "tags": .list(
            (Topic.all.map { ($0.name, $0.description) } + [(webhooks.name, webhooks.description)])
                .map { .object(["name": .text($0.0), "description": .text($0.1)]) }
        ),
        "paths": .map(paths),
        "components": .object([
            "securitySchemes": .map([
                "adminToken": .object(["type": .text("http"), "scheme": .text("bearer")])
            ]),
            "responses": .map(
                Refusal.allCases.reduce(into: CanonicalMap()) { $0[$1.name] = $1.response }
            ),
            "schemas": .map(schemas),
        ]),
    ])

    private static var paths: CanonicalMap {
        var paths: CanonicalMap = [:]
        for topic in Topic.all {
            for route in topic.routes {
                let path = route.documentedPath
                let known = paths[path] ?? .map([:])
                let method = route.method.rawValue.lowercased()
                paths[path] = known.adding([method: route.canonical(tag: topic.name)])
            }
        }
        paths[webhooks.path] = webhooks.item
        return paths
    }

    private static var schemas: CanonicalMap {
        var schemas: CanonicalMap = ["Issue": Refusal.issue.canonical]
        for topic in Topic.all {
            for (name, schema) in topic.schemas { schemas[name] = schema.canonical }
        }
        return schemas
    }
}
