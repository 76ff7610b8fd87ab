internal import Encodings
internal import SyncModel
package import WebhookSignatures

/// What the API asks of those who take deliveries in.
package struct DeliveryDesk: Sendable {
    /// The refused deliveries that are kept, newest first.
    package var refused: @Sendable () -> [RefusedDelivery]

    package init(refused: @escaping @Sendable () -> [RefusedDelivery]) {
        self.refused = refused
    }

    /// Where nothing is taken in.
    package static let none = DeliveryDesk(refused: { [] })
}

extension RefusedDelivery {
    /// What is shown of it.
    var view: CanonicalValue {
        .record([
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
        ])
    }
}
