package import Encodings
internal import SyncModel
package import WebhookSignatures

extension RefusedDelivery {
    /// The refused delivery as shown.
    package var json: CanonicalValue {
        .object([
            "id": .text(id),
            "receivedAt": .text(refusedAt.rfc3339),
            "source": .text(source),
            "remoteAddress": .optional(remoteAddress) ?? .null,
            "answer": .text("refused"),
            "status": .integer(401),
            "step": .text(step),
            "code": .text(code),
            "message": .text(message),
            "hint": .text(hint),
            "headers": .list(headers.map(\.canonical)),
            "headerNames": .list(headerNames.map(CanonicalValue.text)),
            "nearMisses": nearMissesJSON ?? .null,
        ])
    }
}
