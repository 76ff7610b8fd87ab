package import Encodings
internal import ReadModels
package import SyncModel

extension RecordedEvent {
    /// The event as the API and the command line show it.
    package var json: CanonicalValue {
        .object([
            "position": .integer(position.number),
            "id": .text(id),
            "type": .text(body.type),
            "version": .integer(version),
            "recordedAt": .text(recordedAt.rfc3339),
            "source": .optional(source),
            "deliveryId": .optional(deliveryID),
            "secretId": .optional(secretID),
            "remoteAddress": .optional(remoteAddress),
            "actor": actor?.canonical,
            "data": body.json,
        ])
    }
}

extension EventBody {
    /// The data as recorded, except that a source's scheme appears as in the API.
    fileprivate var json: CanonicalValue {
        if case .source(.created(let source)) = self { return source.eventJSON }
        if case .source(.updated(let source)) = self { return source.eventJSON }
        return data
    }
}
