internal import Encodings
internal import SyncModel
internal import WebhookSignatures

extension JSONCursor {
    /// The body of a verified delivery.
    init(delivery: VerifiedDelivery) throws(PayloadError) {
        do {
            self.init(value: try JSONValue.parse(delivery.body), path: .body)
        } catch {
            throw .notJSON(error)
        }
    }
}
