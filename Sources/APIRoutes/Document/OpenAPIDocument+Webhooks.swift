internal import APIContract
internal import Encodings

extension OpenAPIDocument {
    /// The other listener, which receives deliveries.
    static let webhooks = (
        name: "Webhooks",
        description: "Deliveries of a source; they are signed, and take no token.",
        path: "/webhooks/{source}",
        item: CanonicalValue.object([
            "servers": .list([
                .object([
                    "url": .text("http://{address}"),
                    "description": .text(
                        "The webhook endpoint, which also answers GET and HEAD /healthz."
                    ),
                    "variables": .object([
                        "address": .object(["default": .text("127.0.0.1:8080")])
                    ]),
                ])
            ]),
            "post": operation,
        ])
    )

    private static let operation = CanonicalValue.object([
        "operationId": .text("deliver"),
        "summary": .text("Deliver an event"),
        "description": .text(
            "The signature is checked over the raw bytes, as the source's preset says. 202 means "
                + "that it is durably recorded, or was before."
        ),
        "tags": .list([.text("Webhooks")]),
        "security": .list([]),
        "parameters": .list([
            .object([
                "name": .text("source"), "in": .text("path"), "required": .bool(true),
                "schema": Schema.text(1...255).canonical,
            ])
        ]),
        "requestBody": .object([
            "required": .bool(true),
            "content": .map([
                "application/json": .object(["schema": Schema.anything.canonical]),
                "application/cloudevents+json": .object(["schema": Schema.anyObject.canonical]),
                "application/cloudevents-batch+json": .object([
                    "schema": Schema.list(of: .anyObject, count: 1...1000).canonical
                ]),
            ]),
        ]),
        "responses": .map(responses),
    ])

    private static let responses: CanonicalMap = [
        "202": response(
            "It is in the log.",
            .object(
                [
                    "status": .words(["recorded", "duplicate", "ignored"]), "position": .position,
                    "deliveryId": .text.orNull,
                ],
                optional: [
                    "reason": .text, "superseded": .list(of: .text),
                    "differs": .boolean
                        .described("An event arrived again under its id with other content."),
                    "leftOut": .list(of: .object(["key": .text, "reason": .text]))
                        .described("Secrets that cannot be taken; everything else takes effect."),
                ]
            )
        ),
        "400": response("Verified, but not in the source's format.", problem),
        "401": response("Not verified, for whatever reason.", .object(["error": .text])),
        "408": response("The body arrived too slowly.", problem),
        "413": response("The body is too large.", problem),
        "415": response("Neither JSON nor CloudEvents.", problem),
        "431": response("The headers are too large.", problem),
        "503": response("It may not have been recorded; send it again.", problem),
    ]

    private static let problem = Schema.object(["error": .text, "message": .text])

    private static func response(_ description: String, _ schema: Schema) -> CanonicalValue {
        .object([
            "description": .text(description),
            "content": .map(["application/json": .object(["schema": schema.canonical])]),
        ])
    }
}
