internal import Encodings
internal import SyncModel
package import WebhookSignatures

/// The listener for deliveries, as the API uses it.
package struct DeliveryDesk: Sendable {
    /// Returns the refused deliveries that are kept, newest first.
    package var refused: @Sendable () -> [RefusedDelivery]

    package init(refused: @escaping @Sendable () -> [RefusedDelivery]) {
        self.refused = refused
    }

    /// Used where no deliveries are received.
    package static let none = DeliveryDesk(refused: { [] })
}

extension RefusedDelivery {
    /// The refused delivery as shown.
    var view: CanonicalValue {
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
        ])
    }
}
